/**
 * Discrete Fourier transform of a square picture, in place; the inverse is not scaled.
 *
 * @param re Real parts, size × size, row by row; `im` the imaginary parts.
 * @param size A power of two.
 */
export function fft2(re: Float64Array, im: Float64Array, size: number, inverse: boolean): void {
  const rowRe = new Float64Array(size);
  const rowIm = new Float64Array(size);
  const twiddles = twiddlesOf(size, inverse);
  for (let y = 0; y < size; y += 1) {
    fft1(re.subarray(y * size, (y + 1) * size), im.subarray(y * size, (y + 1) * size), twiddles);
  }
  for (let x = 0; x < size; x += 1) {
    for (let y = 0; y < size; y += 1) {
      rowRe[y] = re[y * size + x]!;
      rowIm[y] = im[y * size + x]!;
    }
    fft1(rowRe, rowIm, twiddles);
    for (let y = 0; y < size; y += 1) {
      re[y * size + x] = rowRe[y]!;
      im[y * size + x] = rowIm[y]!;
    }
  }
}

interface Twiddles {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

function twiddlesOf(size: number, inverse: boolean): Twiddles {
  const angle = ((inverse ? 2 : -2) * Math.PI) / size;
  return {
    cos: Float64Array.from({ length: size / 2 }, (_, i) => Math.cos(angle * i)),
    sin: Float64Array.from({ length: size / 2 }, (_, i) => Math.sin(angle * i)),
  };
}

/** Iterative radix-2 transform (Cooley & Tukey, 1965). */
function fft1(re: Float64Array, im: Float64Array, { cos, sin }: Twiddles): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i += 1) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      const keptRe = re[i]!;
      re[i] = re[j]!;
      re[j] = keptRe;
      const keptIm = im[i]!;
      im[i] = im[j]!;
      im[j] = keptIm;
    }
  }
  for (let span = 2; span <= n; span *= 2) {
    const half = span / 2;
    const stride = n / span;
    for (let start = 0; start < n; start += span) {
      for (let k = 0; k < half; k += 1) {
        const c = cos[k * stride]!;
        const s = sin[k * stride]!;
        const a = start + k;
        const b = a + half;
        const tr = re[b]! * c - im[b]! * s;
        const ti = re[b]! * s + im[b]! * c;
        re[b] = re[a]! - tr;
        im[b] = im[a]! - ti;
        re[a]! += tr;
        im[a]! += ti;
      }
    }
  }
}
