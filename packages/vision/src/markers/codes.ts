/**
 * Codes of the marker dictionaries as bits, most significant first, code after code, row by row, 1 = white; base64.
 *
 * The patterns are those of the published definitions: AprilTag 36h11 (Olson, AprilTag: A robust and flexible visual
 * fiducial system, 2011) and the generated ArUco dictionaries (Garrido-Jurado et al., 2014): 1,000 codes of 4 × 4, the first 250 of the
 * others. The smaller dictionaries of 50, 100 and 250 are the first codes of the large ones.
 */
export const MARKER_CODES = {
  aruco4x4:
    "tTIPmjMtmUZUnnnNni7E8v7az1b5kRGnDrcqDySxJj5GZWYAbF52r4aLsCvM1d2C/keUcazkpVQhIzRvRBVXsp7P8MsIrgkpGHUE/w32HFoX" +
    "GCooMow4siToLustP0tkUC5QE1GUVWhdQV+XaAFoZ2EkYelrEm/lZ99+G4Cgg0SLopN6hGyFKoWcnImfobt8vAS2W7/It6vKH8li2VjT1cyY" +
    "x6DFN+ld+SX7u+4q9001dYqtdhcKzwZLLcFJ2EP0TzZP02nkcMd6brTq7U/85/6mACUAQwqICoYCbwAcAJcINwoxCcYLAQn7C1gQghgtEHgQ" +
    "cxJ0ErEa+RMGDA4M8QQzDJ8O8g79B0wPpAcvBbUPkQfbHuQUOR2AFcgfixW6HbEggCjpIqIoUyrwIvcpQCFGKbkrnCuyOMo4LjAHOOc6STpl" +
    "Ml07iDkdO9MmRyeAL6otFCXeJVMvdzRIPKg8QTQNNPs2mj3gNWo9CT3tP8Q/bDfOPVw9djewPxc//0jlQmhKLUFgSVFB3UvfWE9aSFgWUF1a" +
    "+lq1USNbilkZUTVMaUbBTgtEX05ZTYNNfUfYR3NchV5EVitcu1XDX25f610SVV5icGIVYcJrIGNFa1xrW3gMes94f3mAceVxdHm2cdN7M2Rq" +
    "Zqhup26RZSJty2eNbTF+gH7ifo100nwyfjV1q3cFfyt92n+SgHWA84Gmie2B/JimmiCRQ5n5kZOb1IQJhGuGxI5khhqFTo3LhWeFr4XXh7Oc" +
    "4ZzylBeVAJWinSOfYp1SldqgxarNotiiV6k9qVerUqM2o1mw9LgSsL+ynbvtuXK5lqTDrNKusaWCr2Wle6/6tGS8YrSBtqC+7r4NvNm++LUo" +
    "twm30sDqwBnA/cjTylrBTcm0wVfDmMMd2IDY79or0B7RBdOt26fEycx4zUXFC8/P3KzUAtxj1CfU9dZ43rjd5tVd3b3fHeLK6mvgtOI44tTj" +
    "IuHY8APyzPj28Unz6vGc+fXxO+yN7snmD+T352Dv6O2y5RXv0fSG/AH2w/R8/JP1Qv2Y9T0CvQDhAuICrgh4AHQIngjRCH0KMgreAlEBogOA" +
    "C4MLSwsnC+8JtglZCZML+APZA/EQxBirGqAaBBpsGq4SiRAXGvMZQBECESsRzxsiEy4RFRO7DCAMyQzcDDYGFAZyDWEFDQ2PD+APSQeFBZAN" +
    "Mw+WD3YUYByNFNoccx6UHroW2R49Fvsd6R3+H58oiyCvIg4iqSqNKqMq7yiQKDsqWCIzIaAhAiGlIccrAyNnKTAp0isZK5srlzgoOKU6hjIB" +
    "OJ8y0jqZOtU56DvBM0M75zGaM5A7niTELEosrSzPLGcm6i7lLHAuEi7RLjklZCXnL8wtvC1xJdUlmycQL3wn8ic6L7Yn0y+zJx88SzbANu4+" +
    "6TS4PBQ8UjRyNH40vz5xPlM9jDWiNS41LTesNXA3+j/xP9tIxEjpSsJKQULrSBNK2EL9ShdJY0NuQTpJsUE9S5JLm0M/WCJQqlgnUshShFIK" +
    "Wg9YmFhcUNtQ91r0UexRQlENWwNT61F2WXFRk1P5W7NTl0xMREtMI0aMTidGkE7URc5F5UUnT8FHBUU0RXJcyFwOVOtWiVZDXudccFSyXnlW" +
    "812jXfJVHV2dV/xX0l9zaC1ow2iHakpiaWC5aP9q3Graaj5qUWoxYtdhzGuCa+NpOmGeYZVhdWlfaTdj2nACeGNwT3LKeq1we3oUevl603q7" +
    "eeJxKXtncdB5OXMwc7lzU3P/bIhkCWxDZgZmg2SwZNpun2fIb+5tO2/SdIB8q35ofgJ8nHQ2fBF+3n62dtt9xH2KdW13iHcgd0F1OHW+fZt3" +
    "V4gogKyIDYhngk6KoYIrgBiI+YCdipyCMYp1gpeBCYHrgQeLKIusgy6D5YFQiTKLeouWg32Qh5r8kvWRqpNBkyWb65k0kfeb2pNWhEKMgYxP" +
    "hkiGpo4DhuOGb46vhF6Ed4b6jh6ON4cKj4qPJochhw2Fcoc+nEOeYZRYlPicMpR2lLGU3ZSbnNuenJ7SlhmesZVpn22XK5W2lbmdPZ1XqOyo" +
    "JaKsogKqZqqPqueoMKh6qPaok6IUqjSicqryovGhQKkKoSapxanPoTSpEqH6q5ij97AGsEW4jbKEuPC4VbJ2upGycbnAuUK5KrOMs8q7ZrMP" +
    "sdq7FLv2sxOkaKwsrKGs66zHpGemwK7gpiOt6KXMp+ytfKUapZGtGaWXtG2+y7w6vPW+vb7ztSW1j7dov+S9/r2dtfW187+wt1q/Prc5v9W3" +
    "Hb81t3/IAcClwoLIvcL8ypHCW8lEwSrDwMl6wbnJdcH3y7HQbNiH0K/axNIM2gnQMNiU0DrQttB10nbaXdo10hfZAtPo0+XRmtH20VHbFNM+" +
    "09PEYMynxkLGR87nxFzMHcw1xrzNqMUMxeTFws0tzVnNlcWTx1/Uxd6I1iTe7Nbi3sbeI9zc3BrUEd5U1pTend2B1aXXrNdm36nV3N0f3/Di" +
    "SOLo4gfgXer16ybr7eFS4X7p2/gG8O74ofoA+sLwm/r0+jzy/PK98pPxYPns8Ub54fNI867zwfOL86fxc/GX8/T7MuQH5k3sVe3A7YXvoudO" +
    "5dXvUPQi9In0KfZq/gv+b/SV9DX0H/aw9ej1xf0j/8D3zPfp9bz99vXZ/Zf9P/+c/1r3/v8R978=",
  aruco5x5:
    "otleBwG5teHbsDlffXWpJ1Agtaev2OIUa4awmUxP6WedwHotrA8xWIl5xZv5+VBR439L06wvqJveybiQYd6JbtOtQ5EC1hlCuhLezmgR6WZc" +
    "uHnRYiQkYdyzkJCI7E5u3DaIcyBoZxKqsgjId0em/qTMVWILRAU1WjqGPHJWlBKpS+ebCT7sMJ2W0/GLpYnp03Mu+UgGesiSva3142scka0n" +
    "mPHAXFpRFl/2lVjLjazD+FCL9+nCRPVt8iue342TJPL5dw2ICofIo+7hOuKxsLW7LNqd1eufp1DLzspQ9XQK2I0phjOZRVZDKY6YFUAw5QaF" +
    "YwpimZbRLP1p0QJIrUM3nAC1R8AWO3hMiiQlpU4MS0MDPeKD6oND4+qDjoeRkdkYsNkcW0o2Lp2NE+KxD799SkPcBEjv0qF8CVfbJI/AEE+b" +
    "+CNqrBe9l40kMQYBOtNF4QnKl0DIAcRtzjpEigSidn9RR9yoqVKkYTvqdBhJHcpmnwT7XDeNrH67lG3+CydfZamZkpgPhU8xnqbcAlslr6/q" +
    "5llZkKy49eZjdRM4Zi3CWXb4xwF5q6k5HqMc+WywhNGInxAUNXdOKI/nKGrjnEUbSo/SZaNkEuTW6bN2dN43BoJpu0ilDaiwhdbNoSv8FjYF" +
    "zHsA8YXnVZb7ETNnBfSzWDzfovcv1Yz4h14Mzpg2KZgHNImPjBEVxpQ/ZXdCc+nEuWw8XQAuluW6M2YuE7OdZNKZQOloi7eWm7tI6F2zwQbc" +
    "fkugY4/KON7hrjj23L36eAyda6GO/5nXwIgL4B9N7ARB9htf/1r2vozOP0lYP3L3D79X5/xiU/dGvGi4L0yHheZ2CbyL4dHRBulWCYTRBY5v" +
    "gOk/NcurUCYVzg5s0xcHOlFz+WfuLR+lS4cuqanrWozbrLameJg+jKuR5sN9H342OcrNH+1HGvgzw0EKe6AEaPAKL7AmRnADS4YYFB4Ii8YG" +
    "Qy2BYH9ALiPAHCFYDzuIJKb8GiA3DQUYBvaXw1m3gT5OwC0IKBMWSBvOpA3eRg4+EgVNbsA=",
  aruco6x6:
    "Hj3YKmDvujiRFZB+rNyRswae1gfW4V2Ojg5oQmi0H1iKUPKaMH1ST9PC80s8Rd/HTjSNhbJXcQVY/Ghtz60HjXKpP2oridzeCf0enEFU29GP" +
    "MAoxDiSAfvr9Vt8R22ZogydMdujLeBmlPZzzqcuEAkxnVJSQwdKIlB50gIUr6i/KhI6WO3ex+jZlKvBlv/e9BUHXLWDPckaiEzijnrFaiT50" +
    "OkF+6eTxHibAUw220gWJv640ZAnooLYFN6iRYVkGm6a/9417cK2WpPdYRvcaepUZL8hgl2Cqii1Ew/k+t4sUmI2oTUnt4rPIpSnge4tZO4Vf" +
    "t/jkJvvCBSJewESHdlxMMkJZxakb2NznPmsszQymJyyUNdRNz76A805X0Vh378aFjp937zdyLOQ/JUK9z/SzN8fdvaoaJU4PqYLBu12BtJsI" +
    "A1gp+GB8QJX8D+JmF7FEg2RBEK1f+3EoKVU/FuExhMGHpJawGuiGESGROuChG2e1oXJdyV8LKIlh92M1QUaqMcFsH3M8sYxmPs/kkPRkUYo/" +
    "RLpwtnQZxiPoSNGRShVPSZ9tV1qcgTVYNVssV7d2EPXDQ2/kXEj8d+Xm7vQCXyM7b/W3QqYyZQ+jOuZdMXXMapwkWuacXzBCadJITqdHni3m" +
    "cs8j6rd7HcQUfgwHIXemlwZHeLLYcHecWFeUhm9Z/GgvZyf1hU4vQUmhGFk0nHFgyXndGU/Yoh4S44rnAcgsrQEhnBsDUfnutkrYDUtTcxS0" +
    "vqrH47u2g9vPxnL3LBwedNury1XuWdy6BTck0AkPzx0Gw61U0/EgV05uM7Gn41M+pK6AaOsU7AfAWX6vOAPa9jsn2I8weYN5/ku6m5q6V9hr" +
    "wNFiWrE857rnToH9YXVuB2MganCKVAcqiYoYgV1C+Az0zD1f1rtlhk7NMTox9SH1IH+R+l33ACT0enAAhNiCBDzC8pBHtQIRBnrkwdAKqWij" +
    "BNE46UBRCoDaAUCwAHAZ2c7hCBBX47CGuXtmDui4YKC2x2ubD9y5jLD8rPOgFCSf2YFAcgH9FQkQ1XE1zXMHEUeau2HLmpI4HN0HdmHy58JL" +
    "GWZCR3GVfUyEH6j08EG4JG7YG67hD+IqS2PKIr+QEvIywVtAJVqpZsJ6WvqXJfQOQlKGZVzeLEJ+DgKrl8vQKUbh0jLaYoQQK/sgmmNozWa8" +
    "NId3fHNN3rhAN5H3bxOiKOF1PhO9QIPJhDyiOVidF5OXTa7rP228cxPWvAUMOasnSXRgJOJeRoK6C8QunNWuRMm3s/QMfUHpRtK0zOQxlTVr" +
    "QSLm3ZR1OlmrTh7x4ITkrAlgTl+qBvSo0ylDSRWUs5TU3bYhS6dh6BSdSD2OVikO9sU37V/8VfWnr6VdXqZPWBurHaXr6SbdXxD5m1XR7fpc" +
    "X3GN8CXeEeRoYDO7JHZFga/hY8jdp2Ydo9j9bjoir6bmEFtxaomp6MapciT1axLDgBa2hLIqb5TBV5bab+oNb+rKRXcD04pg",
  apriltag36h11:
    "IaFGurktGP6bcIkBS7GTl54nRBU9PXNc1bjPoQulagK4dKYItX+41ETiC1pkYdiX8sqzRp/8WUykXC+hwtLil8JLlydZKGJKHKr+maMjbdwW" +
    "iE5SfWV3Gox+9SkluBLlnMGhf6WKsx60M4T5ORPVNF15saO1DfvnaNXNegMducj3pLRph+BrbgxdUnW8Vnu0HmMCvCisfQRqpl/iMmVADrYW" +
    "96Bmg2LdCv32O5y2CxrWocr5k7Yu+1uyENk93uVQlLoM0UebKiOrsnT2f0tfWKgVgYdDQn1kHexAh0iSqzoCONV0LuDENWehXbMRyxyVfKH5" +
    "oiRXgjKazpjzzMUsUo2os1eM1bS542rJzdPOy9qoORGYYlaxuubMiJ35GxDloanVp1K2UaqdTVwuGdWxY3Nr91PWCoXoSzfS/OQ6nyu5JtGm" +
    "7Y0jblavhG836lalE4XUlxRsRwNg7KjEvNZ6KV85Ae9rV36XUgYC9atRGUkuSOKZq3t59XN6qBTGg+LakAWD1KukeXmCoOZc9IDMwVCyDqcy" +
    "qVBnEKBIbi7hsKlyYV5z86JXF+IFuY7Jqysk2TOeB264h0+ZlCClXM42T/mSiky48K9yrudmc8xrVpyZympZNmoMU1UJ5RlDum0ifR0qzxY7" +
    "2Yn+9oZBcHuy+b0xKrd3OcIHaL+NG/3t2EpuQursSbMCto1TTruTDOQ5xdm14fySKN+Kao1KtTkCoYsWNHXurS9a8pqrXchQs+wleGR5nEQF" +
    "i8aNwEcC8V3etCKT2pGsrQOCgTNjlxDmkq1witBcW5heZUwbPQrCs7S7+gVSci3eMGNp0azSotmU5gX62ROdV1Na6WX17x1G68PmrMCpnINd" +
    "VGPkmlJWdok6q+03BkWb3e2UZPoEwJJQ5E515Yo3S8JMqldB5Cz2WIbqI4U491gTAlDOszu9eGroZw8N6MlpJsge/mafSJCGP7+SpN1lVadg" +
    "nMriNtslbBaj14rHIhLcH+JiryBRCQkywIr+U/7Kd1XSkkl6LxAaIrxq0WsU0uyksgpvpgPUMFfDtp6Be1TSQKv8Pg9TrRbnNvOgboJ3guQY" +
    "PpBiFGAf161OyHZbxkrT2CFfljF6J+BfgTymDnrcIuv1LEpQck9q4uVA/X6onJYvdBJkBCsBGXy3dUHyu4UNyH1sKt3I0t7ey2sBc4vkIQNo" +
    "u0Yip3czIm74STOt45HxyJbHiXZlq6kvRroSKXmBdnrXAs+NRzGYuQ7C6OBrNqHWmApc6GUPY3hwNI86tB1G5gMqi1TBHuxzJh3lDWKWYW4y" +
    "N8/xoKxFeEerd25S/5mAgZu5UMsrXYi2kYBjEtnCzpFYwuc4a4QBXqZ2ldufPnJ0XBAcoaVxIucDb11dztrhgJUyxb9+Tp1UWdhPnL9C7QhR" +
    "XbSpH6DVjlsfafufpDKbpR9gWHxnQn2LkCHtu1lESeqiMfNaDZWUP03sRhJXBaFpMN4lEutYq0ji3ADLaElPknprWxu5DzRQYy6PrQwu6vKn" +
    "HrKvOdURVIxSRpPV3kiI6RYdaINv9PUb0uRBegrEDpi7ditKHK+DoawnALu9+y7Qmq+FIClOeqEEymapbSvLKPLsdeYHBl60etmzqMNXLWy/" +
    "1CbvuPZO5NuqmD16jxjKMfSZAlRXtG1TrkFJnTxkOWeVMy7lcIhNZkHdNSjY2OUdJG1gKco42Uq2EMdmu4iA/QxrMZO/+LnR54b01O1Oa5t5" +
    "z6i7NpIKQ2bGXO+5U2Dwa2YFu1HSXn9+JiZBgf2phVIkHbxZVvtLKA7aZMbQznsID0YZLufplD/1EkiLO+rfmyfljQvgtF/Safs6cqYTg6gy" +
    "ZohjmzVNAcmSkLEMAq9mf8bRes11gTOr0H9hVDASRzBneU1YqFWxIBnLTX/bMaGT5qPaO3bUQVPx4EVUQzW1kvYSSdJpo1+KBCZ3iWlIfNxv" +
    "Tqfn2cLjZzRbOl6PMEdtn6p3ZOTqHfEqe0NNSXPZVTzbQYl1i9p20u9UpN7IgRYW+KQDb05rJzYoKmpBPSKfkB/kwXmr/OVuLTJbnv2ZAfap" +
    "OqZPreZSiNYLClPpYL6eCcPkTZt4Y92Yu0gzNLGB7XWzc/SQhXK3uRLF0Fak5GcSltKgjW94RSlJxhJQHsW3uPVHeco7fqSzRD1rm0vi3LhI" +
    "tR/EfsbzjPmIkPL+k0B/1UCr7lPD0I9wmOvKZUZ8MJrm/Xl+i8Rznplxkw/kmnUt9XvUf+U+bxUwkoXeHMSJERzj3NpMfhV8VSaRESnWURgF" +
    "ZmPByzv8WUACOjUAOHdtT2ecRG8mZ7F65Z6XNhMtY+jgdJK/GIrN3x7ZBS0CW2vQH1hKTQcOybKjr0qxiFL8nekYOQNXbung6NANIQcJtalc" +
    "qQIqMUoD6iucHliexedEcO7dNr1EFZt/jSUW3N5L+lntqZwwj/uYqLmsd35xjQpTyzye0dztwjhTXq7kqmQ3zYNFoeWhngWulteA0l4siFGF" +
    "xTFPjbpHw37hHYLG+MMlxcbIXZ0brglUngdeimhFwVrfnxD+lc7zCwcZM7INHw3jpvWW9bumzWHZ80pHitMo2t5AEv0VdkNwOiv10iIwPjSN" +
    "Qbm/mpWk6T7jRitEUSTgFxnBc6DZE3kytBbd/0thWnLIgPGsbzu2qhR20hrm+cKQaIdoERIQYjRY9V8xkZ4f70en3Rxsd3gI7slvCWmzyb2v" +
    "b9QyVzYOfQqpBlHNo04qzATnlGDRoigrebF3TrGJ9Ly/nDseb2xkhB5U5QouYy8w8js7s95sYzH1ODvKHa/l0YFsq5DYQHrKeU4dflkt5lRC" +
    "ZRSXlJM/dRcSPJzpGVfsuB167eFAF4wJsO4sFOYfd0bTNmSahl3QiA9yFL+42LnC4imacHN/wOz5DJu4sm4BBWePysM7SDg0652EuDfKJ36i" +
    "Aq9fZrSmeMEiEhWSvzzIK0jJd8vpD8XvfXkxEXlHmVNE1flw3y8S5yEUJ3s3C4+nPVNuFvQjBXQCt+w0JCOndYw02rZ9xhYUKbIiBocQGvD6" +
    "VNIrx1kIujr562jJtRJgXUQsariLf0IHx2V9N3lA0grC63e2PocxjsR6/qGqRt41t0SKNroQ8HEVNrlj+H7U2Dq5lley61oPtq368yh+B6Tq" +
    "e0UY9OkGSjc4PCQsoSlrJcSkiwHYOs5RzOslSA9Y2wuuKVhnifwPug3QZHXp9/5GtMQ87wJtY5NYWih7QERWT6R8vqdhn5VaUbmhMwFTNjfH" +
    "dYepcqYN4RYifUzmiurxNegcMcm2R8rEPYFV2FPhz7T83Fzw7mlv0ttxYYR1ubS4eBMoV5UFlelHdxmqAwLi7Bgo0XvFB5Y1h4XBt503qtt6" +
    "gX8Czg/WPfsKUQrBryPR7fjT9Lc6QCN9eJ6cjxHHfKxL0Da+ffqZXJexToJRygcOf0XCLbzVoNtybIa3d23igPWOdI4awf9KG7rqhcJqxVf8" +
    "5dHvNXHynU4QRZ+7Fb1LBJVZbLcKz4+GF6UYw5Haw0USNeLMdEB8T+3xYJokztJ9wXA=",
} as const;
