// Stands in for `v4l2-ctl`: controls in a file, with the names of newer or older kernels; refuses what a kernel refuses.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [folder = "", ...args] = process.argv.slice(2);
const file = join(folder, "controls.json");
const give = (words: string): never => {
  process.stderr.write(`${words}\n`);
  process.exit(1);
};

if (existsSync(join(folder, "unplugged"))) give(`Cannot open device ${args[1]}, exiting. No such file or directory`);
const controls = JSON.parse(readFileSync(file, "utf8")) as Record<string, { value: number; default: number }>;

const AUTOMATIC: Readonly<Record<string, readonly [string, number]>> = {
  exposure_time_absolute: ["auto_exposure", 1],
  exposure_absolute: ["exposure_auto", 1],
};

if (args.includes("--list-ctrls")) {
  process.stdout.write("\nUser Controls\n\n");
  for (const [name, { value, default: standard }] of Object.entries(controls))
    process.stdout.write(
      `${name.padStart(31)} 0x00980900 (int)    : min=0 max=10000 step=1 default=${standard} value=${value}\n`,
    );
} else {
  const [name = "", value = ""] = (args[args.indexOf("--set-ctrl") + 1] ?? "").split("=");
  const known = controls[name];
  if (!known) give(`unknown control '${name}'`);
  const [automatic, off] = AUTOMATIC[name] ?? [];
  if (automatic && controls[automatic]?.value !== off) give(`${name}: failed: Input/output error`);
  known!.value = Number(value);
  writeFileSync(file, JSON.stringify(controls));
}
