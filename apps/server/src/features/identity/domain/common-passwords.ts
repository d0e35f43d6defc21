/**
 * Words that most guessed passwords of twelve and more characters are made of: they come alone, twice, in a row, with a
 * year or some digits before or behind. Kept lower case, letters only; capitals and 0/o, 1/i, 3/e, 4/a, 5/s, 7/t, @/a,
 * $/s are undone before comparing.
 */
export const COMMON_STEMS: ReadonlySet<string> = new Set(
  (
    "password passwort passw pass passcode passphrase mypassword yourpassword thepassword newpassword oldpassword " +
    "secret secretpassword topsecret letmein letmeinnow letmeinplease openup opensesame access accessgranted " +
    "admin administrator adminadmin root rootroot superuser sysadmin webmaster operator supervisor manager " +
    "login signin logon welcome welcomehome welcomeback hello helloworld hellohello goodbye changeme changemenow " +
    "changeit default guest guestguest user username useruser test testtest testing testpassword temp temporary " +
    "demo demodemo sample example qwerty qwertyui qwertyuiop qwertyqwerty qwertz qwertzui qwertzuiop azerty " +
    "azertyuiop asdf asdfgh asdfghjkl asdfasdf zxcvbn zxcvbnm qazwsx qazwsxedc qweasd qweasdzxc wasd abc abcabc " +
    "abcdef abcdefg abcdefgh abcdefghijkl abcdefghijklm iloveyou ilovey iloveu iloveyouso iloveme love lovelove " +
    "loveme lovely forever foreverlove together princess sunshine moonlight starlight rainbow butterfly flower " +
    "monkey monkeymonkey dragon dragondragon tiger lion eagle falcon phoenix unicorn dolphin chocolate cookie " +
    "football footballer soccer baseball basketball hockey hockeyplayer golf liverpool arsenal chelsea barcelona " +
    "realmadrid bayern bayernmunich manchester manchesterunited juventus dortmund yankees lakers cowboys " +
    "superman batman spiderman ironman starwars startrek pokemon pikachu minecraft fortnite counterstrike " +
    "worldofwarcraft warcraft zelda mario supermario sonic matrix trustno trustnoone master masterkey shadow " +
    "killer hunter ranger soldier warrior legend samurai ninja pirate wizard merlin gandalf mustang ferrari " +
    "porsche mercedes corvette harley harleydavidson computer internet google facebook instagram youtube twitter " +
    "windows microsoft linux ubuntu android iphone apple samsung server database network wireless wifi router " +
    "wopr wargames joshua falken globalthermonuclearwar shallweplayagame greetingsprofessorfalken mainframe " +
    "correcthorsebatterystaple correcthorse batterystaple jesus jesuschrist jesuslovesme christ blessed blessing " +
    "heaven angel angels freedom america newyork london paris berlin germany deutschland france england " +
    "summer winter spring autumn january february march april june july august september october november december " +
    "monday tuesday wednesday thursday friday saturday sunday birthday happybirthday christmas merrychristmas " +
    "michael jennifer jessica ashley daniel matthew andrew joshua nicole michelle charlie thomas robert jordan " +
    "alexander elizabeth samantha benjamin christopher family mother father brother sister mommy daddy baby " +
    "babygirl babyboy money moneymoney business company office work whatever nothing something nopassword " +
    "idontknow iforgot dontforget rememberme fuckyou fuckoff fuckfuck asshole bullshit"
  ).split(" "),
);

/** Rows of keys and of signs that are typed by sliding along. Any stretch of one, in either direction, is a slide. */
export const SLIDES: readonly string[] = [
  "01234567890123456789",
  "abcdefghijklmnopqrstuvwxyz",
  "qwertyuiop",
  "qwertzuiop",
  "azertyuiop",
  "asdfghjkl",
  "yxcvbnm",
  "zxcvbnm",
  "1q2w3e4r5t6y7u8i9o0p",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
  "qazwsxedcrfvtgbyhnujm",
  "!@#$%^&*()",
  '!"§$%&/()=',
];
