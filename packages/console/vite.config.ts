import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig({
	root: fileURLToPath(new URL('.', import.meta.url)),
	build: {
		target: 'es2022',
		// tsc writes its declarations there.
		emptyOutDir: false,
		lib: { entry: 'src/client-applications.ts', formats: ['es'], fileName: 'client-applications' },
		minify: true,
		// Of a library vite leaves the white space, for those who bundle it: browsers load this one as it is.
		rolldownOptions: { output: { minify: true } },
	},
});
