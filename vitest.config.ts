import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/*/{src,test}/**/*.test.ts", "apps/*/{src,test}/**/*.test.{ts,tsx}", "tools/**/*.test.ts"],
    globalSetup: ["apps/server/src/db/global-setup.testing.ts"],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
