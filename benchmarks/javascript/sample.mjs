// One cold start in a process of its own, as benchmarks/sample.py makes it: the module to import, then the event as JSON.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const now = () => Number(process.hrtime.bigint()) / 1e9; // the clock of Python's time.monotonic
const used = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const module = await import(pathToFileURL(process.argv[2]));
const handler = module.handler ?? module.default.handler;
const [init, initCpu] = [now(), used()];
await handler(JSON.parse(process.argv[3]));
const [first, firstCpu] = [now(), used()];
const size = Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]);
console.log(JSON.stringify({ init, "init CPU": initCpu, first, "first CPU": firstCpu, size }));
process.exit();
