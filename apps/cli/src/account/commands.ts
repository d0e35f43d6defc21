import { hostname } from "node:os";
import { readMe } from "@wopr/contracts";
import { Secret } from "@wopr/kernel";
import type { Command } from "commander";
import { runs, type Wiring, withCommonOptions } from "../command.ts";
import { createPlainClient, serverUrl } from "../connection.ts";
import type { Outside } from "../outside.ts";
import { keyByPassword, keyBySetup } from "./sign-in.ts";

/** `wopr login` and `wopr setup`: who this machine speaks for. */
export function addAccountCommands(program: Command, wiring: Wiring): void {
  const login = program
    .command("login")
    .description("store a key for a server, so that other commands need none")
    .option("--email <address>", "sign in as this person (asked otherwise)")
    .option("--password-stdin", "read the password from standard input");
  runs(withCommonOptions(login), wiring, logIn);

  const setup = program
    .command("setup")
    .description("make the owner of a fresh server and store a key for them")
    .requiredOption("--code <code>", "set-up code the server printed when it started")
    .requiredOption("--name <name>", "name of the owner")
    .requiredOption("--email <address>", "e-mail address of the owner")
    .option("--password-stdin", "read the password from standard input (asked otherwise)");
  runs(withCommonOptions(setup), wiring, setUp);
}

interface Options {
  readonly url?: string;
  readonly key?: string;
  readonly email?: string;
  readonly passwordStdin?: boolean;
}

async function logIn(outside: Outside, options: Options) {
  const url = serverUrl(options, outside);
  if (options.key) {
    const key = new Secret(options.key);
    const me = await createPlainClient(url, outside, { token: key }).call(readMe, {});
    await outside.keys.save(url, key, me.name);
    return signedIn(url, me);
  }
  const email = options.email ?? (await outside.terminal.ask("E-mail:"));
  const password = await passwordOf(options, outside);
  const { me, key } = await keyByPassword(url, { email, password, keyName: keyName() }, outside);
  await outside.keys.save(url, key, me.name);
  return signedIn(url, me);
}

async function setUp(
  outside: Outside,
  options: Options & { readonly code: string; readonly name: string; readonly email: string },
) {
  const url = serverUrl(options, outside);
  const password = await passwordOf(options, outside);
  const { code, name, email } = options;
  const { me, key } = await keyBySetup(url, { code, name, email, password, keyName: keyName() }, outside);
  await outside.keys.save(url, key, me.name);
  return signedIn(url, me);
}

const signedIn = (url: string, me: { readonly name: string; readonly role: string }) => ({
  json: { url, name: me.name, role: me.role },
  lines: [`Signed in to ${url} as ${me.name} (${me.role}).`],
});

const keyName = () => `wopr command line on ${hostname()}`.slice(0, 100);

async function passwordOf({ passwordStdin }: Options, { terminal }: Outside): Promise<Secret> {
  const text = passwordStdin ? await terminal.readAll() : await terminal.ask("Password:", { hidden: true });
  return new Secret(text.replace(/\r?\n$/, ""));
}
