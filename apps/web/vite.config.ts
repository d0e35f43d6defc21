import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The API during `vite dev`; the built app is served by the server itself, so it needs no address. */
const api = "http://127.0.0.1:3100";

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2023",
    // The content security policy allows nothing but the server itself: no data: fonts, no inline scripts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      treeshake: {
        // Our own packages do nothing when they are loaded, so what is not used is left out (the rules of chess, say).
        moduleSideEffects: (id) => !/\/packages\/[a-z-]+\/src\//.test(id),
      },
    },
  },
  server: { proxy: { "/api": api, "/images": api, "/health": api } },
});
