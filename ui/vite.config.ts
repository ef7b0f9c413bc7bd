import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [svelte()],
  resolve: { alias: { $lib: at("src/lib"), $components: at("src/components") } },
  // The texts lie beside the window's sources, because the engine reads them too.
  server: { port: 1420, strictPort: true, fs: { allow: [at("."), at("../locales")] } },
  // The oldest WebViews the program meets: WebKitGTK 2.40, Safari 16.4, Edge 111.
  build: { target: ["es2022", "safari16.4"], chunkSizeWarningLimit: 1000 },
  test: { include: ["src/**/*.test.ts"] },
});
