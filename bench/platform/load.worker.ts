// A worker thread that asks one address as fast as it is answered and reports how fast that was.
import { Agent, get } from "node:http";
import { parentPort, workerData } from "node:worker_threads";

const { url, headers, connections, requests } = workerData as {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly connections: number;
  readonly requests: number;
};
const agent = new Agent({ keepAlive: true, maxSockets: connections });

const ask = () =>
  new Promise<number>((resolve, reject) => {
    const began = performance.now();
    get(url, { agent, headers }, (answer) => {
      answer.resume();
      answer.on("end", () => {
        if (answer.statusCode === 200) resolve(performance.now() - began);
        else reject(new Error(`${url} answered ${answer.statusCode}`));
      });
    }).on("error", reject);
  });

let left = requests;
const taken: number[] = [];
const began = performance.now();
await Promise.all(
  Array.from({ length: connections }, async () => {
    while (left > 0) {
      left -= 1;
      taken.push(await ask());
    }
  }),
);
taken.sort((a, b) => a - b);
agent.destroy();
parentPort?.postMessage({
  perSecond: (requests / (performance.now() - began)) * 1000,
  p99Ms: taken[Math.floor(taken.length * 0.99)],
});
