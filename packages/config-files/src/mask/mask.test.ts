import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { leaves, mask, open, unmask } from "../index.ts";
import { tokenOf } from "./mask.ts";

const KEY = new Uint8Array(32).fill(7);
const bytes = (text: string) => new TextEncoder().encode(text);
const masked = (file: string, text: string) => new TextDecoder().decode(mask(bytes(text), file, KEY).bytes);
const token = (secret: string) => tokenOf(secret, KEY);

/** One secret of each kind a detector knows, with the key it stands under. */
const SECRETS = [
  ["password", "hunter2!x"],
  ["db_password", "Tr0ub4dor&3"],
  ["client-secret", "s3cr3t/value"],
  ["bot-token", "NzkyNzE1NDU0MTk2MDg4ODQy"],
  ["api_key", "k-12345-abcdef"],
  ["accessKey", "AK.qwerty"],
  ["privateKey", "pk_1"],
  ["license-key", "ABCD-1234"],
  ["rcon.password", "123456"],
  ["url", "jdbc:mysql://h/db?user=a&password=Zz9-q"],
  ["link", "https://user:Pw7x@example.org/x"],
  ["hook", "https://discord.com/api/webhooks/123456/aBcDeF-ghi_jkl"],
  ["jwt", ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxMjM0In0", "abcdefghijk123"].join(".")],
  ["gh", "ghp_abcdefghijklmnopqrstuvwxyz0123"],
  ["crypt", "$2a$10$abcdefghijklmnopqrstuuabcdefghijklmnopqrstuvwxyz01234"],
  ["blob", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
] as const;
const secretOf = (value: string) =>
  /password=([^&]+)/.exec(value)?.[1] ??
  /:\/\/\w+:([^@]+)@/.exec(value)?.[1] ??
  /webhooks\/\d+\/(\S+)/.exec(value)?.[1] ??
  value;

const FORMS = {
  "x.yml": (key: string, value: string) => `a: 1\n# c\n"${key}": '${value}'\n`,
  "x.json": (key: string, value: string) => JSON.stringify({ a: 1, [key]: value }),
  "x.toml": (key: string, value: string) => `a = 1\n"${key}" = '${value}'\n`,
  "x.conf": (key: string, value: string) => `a = 1\n"${key}" = "${value}"\n`,
  "x.properties": (key: string, value: string) => `a=1\n${key}=${value}\n`,
  "x.ini": (key: string, value: string) => `[s]\n${key}=${value}\n`,
  "AMPConfig.conf": (key: string, value: string) => `a=1\n${key}=${value}\n`,
  "broken.yml": (key: string, value: string) => `a: [\n${key}: ${value}\n`,
  "notes.txt": (key: string, value: string) => `see below\n${key}: ${value}\n`,
  "comment.yml": (key: string, value: string) => `# ${key}: ${value}\na: 1\n`,
} as const;

describe.each(Object.entries(FORMS))("%s", (file, form) => {
  test.each(SECRETS)("hides what stands under %s (CF-25)", (key, value) => {
    const text = form(key, value);
    const out = masked(file, text);
    expect(out).not.toContain(secretOf(value));
    expect(out).toContain("wopr-secret-");
    const [before, after] = [open(bytes(text), file), open(bytes(out), file)];
    expect(after.ok).toBe(before.ok);
    if (before.ok && after.ok)
      expect([...leaves(after.value)].map(({ path }) => path)).toEqual(
        [...leaves(before.value)].map(({ path }) => path),
      );
  });
});

test("equal secrets look equal, other keys look other", () => {
  const out = masked("x.yml", "a:\n  password: same-Thing\nb:\n  token: same-Thing\n");
  expect(out).toBe(`a:\n  password: ${token("same-Thing")}\nb:\n  token: ${token("same-Thing")}\n`);
  expect(tokenOf("same-Thing", new Uint8Array(32))).not.toBe(token("same-Thing"));
});

test("a number that is a secret becomes a text, and the file parses as before", () => {
  expect(masked("x.yml", "pin: 123456\n")).toBe(`pin: ${token("123456")}\n`);
  expect(masked("x.json", '{"rcon.password": 12345678901}')).toBe(`{"rcon.password": "${token("12345678901")}"}`);
});

test.each([
  "password-min-length: 8",
  "token-cost: 100",
  "require-password: true",
  "password: ''",
  "password: changeme",
  "secret: <your secret>",
  "token: '%player_token%'",
  "player-uuid: 069a79f444e94726a5befca90e38aaf5",
  "texture: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  "password-message: '&cWrong password, %player%'",
  "permission: essentials.keepinv",
])("%s is no secret (CF-27)", (line) => expect(masked("x.yml", `${line}\n`)).toBe(`${line}\n`));

test("a file that is a secret leaves as its token alone", () => {
  expect(masked("forwarding.secret", "abcDEF123\n")).toBe(`${token("abcDEF123")}\n`);
});

test("masking twice is masking once", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...SECRETS),
      fc.constantFrom(...Object.entries(FORMS)),
      ([key, value], [file, form]) => {
        const once = masked(file, form(key, value));
        expect(masked(file, once)).toBe(once);
      },
    ),
  );
});

describe("unmask (CF-26)", () => {
  const raw = "# password: old-Secret9\r\na:\r\n  token: 'it''s 9'\r\n  port: 25565\r\npin: 123456\r\n";
  const put = (text: string) => unmask(bytes(text), bytes(raw), "x.yml", KEY);

  test("gives back what was masked, byte for byte, in every format", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SECRETS),
        fc.constantFrom(...Object.entries(FORMS)),
        ([key, value], [file, form]) => {
          const original = bytes(form(key, value));
          const { bytes: hidden } = mask(original, file, KEY);
          expect(unmask(hidden, original, file, KEY)).toEqual({ ok: true, value: original });
        },
      ),
    );
  });

  test("keeps the secrets of a text that was edited elsewhere", () => {
    const edited = masked("x.yml", raw).replace("25565", "19132").replace("pin:", "new: 1\r\npin:");
    const back = put(edited);
    expect(back.ok && new TextDecoder().decode(back.value)).toBe(
      raw.replace("25565", "19132").replace("pin:", "new: 1\r\npin:"),
    );
  });

  test("a new value in place of a token is taken", () => {
    const edited = masked("x.yml", raw).replace(token("123456"), "fresh");
    const back = put(edited);
    expect(back.ok && new TextDecoder().decode(back.value)).toBe(raw.replace("123456", "fresh"));
  });

  test.each([
    ["copied", (text: string) => `${text}copy: ${token("123456")}\r\n`],
    ["moved", (text: string) => text.replace("pin:", "other:")],
    ["swapped", (text: string) => text.replace(token("123456"), token("it's 9"))],
    ["cut", (text: string) => text.replace(token("123456"), `${token("123456")}x`)],
    ["in a changed comment", (text: string) => text.replace("# password", "# my password")],
  ])("a token that was %s is refused", (_, edit) => {
    expect(put(edit(masked("x.yml", raw)))).toMatchObject({ ok: false, problem: { code: "secret_moved" } });
  });
});
