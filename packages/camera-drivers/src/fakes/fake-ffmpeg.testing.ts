// Stands in for `ffmpeg -f v4l2 … pipe:1`: checks its arguments, then sends what lies in the folder of the test.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [folder = "", ...args] = process.argv.slice(2);
const after = (flag: string) => args[args.indexOf(flag) + 1] ?? "";
const give = (words: string, code = 1): never => {
  process.stderr.write(`${words}\n`);
  process.exit(code);
};

writeFileSync(join(folder, "ffmpeg-args.txt"), `${args.join("\n")}\n`);
if (after("-f") !== "v4l2" || after("-c:v") !== "copy" || args.at(-1) !== "pipe:1") give("Unrecognized option.");
if (existsSync(join(folder, "unplugged"))) give(`${after("-i")}: No such file or directory`);
if (existsSync(join(folder, "busy"))) give(`ioctl(VIDIOC_S_FMT): Device or resource busy\n${after("-i")}: Device busy`);

const EVERY_MS = 20;
setInterval(() => {
  if (existsSync(join(folder, "unplugged"))) give(`${after("-i")}: No such device`);
  if (existsSync(join(folder, "stall"))) return;
  const half = join(folder, "half.jpg");
  if (existsSync(half)) {
    process.stdout.write(readFileSync(half));
    rmSync(half);
  }
  const current = join(folder, "current.jpg");
  if (existsSync(current)) process.stdout.write(readFileSync(current));
}, EVERY_MS);
