import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Relative addresses: the benchmark serves the folder below /peer/.
export default defineConfig({ base: "./", plugins: [react()] });
