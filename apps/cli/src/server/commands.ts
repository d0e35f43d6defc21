import type { Command } from "commander";
import { renderUnicodeCompact } from "uqr";
import { runs, type Wiring, withCommonOptions } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import type { Outside } from "../outside.ts";
import { demo } from "./demo.ts";
import { type LaunchOptions, launchServer, untilReady } from "./launch.ts";

/** `wopr up` and `wopr demo`: a server on this machine. */
export function addServerCommands(program: Command, wiring: Wiring): void {
  const up = program
    .command("up")
    .description("start WOPR on this machine; Ctrl-C stops it")
    .option("--port <port>", "port to listen on (default 3100)")
    .option("--data <folder>", "where data is kept (default ./data of the checkout)")
    .option("--lan", "let other devices in this network reach it, an iPad beside the board for example");
  runs(withCommonOptions(up, "local"), wiring, startServer);

  const demonstrating = program
    .command("demo")
    .description("play a sample game by itself, on the running server or on one it starts")
    .argument("[sample]", "which one", "garden");
  runs(withCommonOptions(demonstrating), wiring, demo);
}

async function startServer(outside: Outside, options: LaunchOptions & { readonly json?: boolean }) {
  const server = launchServer(outside, options);
  const ready = await untilReady(server, outside);
  if (ready) {
    // The server itself greets with its links; what is left is what only this command knows.
    const addresses = options.lan ? outside.lanAddresses().map((address) => `http://${address}:${server.port}`) : [];
    if (options.json) outside.terminal.out(JSON.stringify({ url: server.url, addresses }));
    // A camera of a phone reads it; typing an address on glass is how people give up.
    const [first] = addresses;
    if (first && !options.json) outside.terminal.err(renderUnicodeCompact(first, { border: 2 }));
    if (options.lan && addresses.length === 0)
      outside.terminal.err("This machine is in no network, so nobody else can reach it yet.");
  }
  const code = await server.ended;
  const stopped = code === 0 || outside.interrupted.aborted;
  return { json: undefined, lines: [], exitCode: stopped ? EXIT.ok : EXIT.failed };
}
