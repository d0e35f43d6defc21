import { defineConfig } from "vitest/config";

/** Browser tests: the built web app on a real server, in Chromium. Run by `npm run e2e`. */
export default defineConfig({
  test: {
    include: ["e2e/**/*.e2e.ts"],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    // Each file has a server and a browser of its own; side by side they would measure each other.
    fileParallelism: false,
    retry: 0,
  },
});
