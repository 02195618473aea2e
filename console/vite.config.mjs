import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// Cloudscape's own font is half a megabyte of data: URLs; the system's does as well.
const withoutFonts = {
  name: 'without-fonts',
  enforce: 'pre',
  transform: (code, id) => (id.endsWith('global-styles/index.css')
    ? code.replace(/@font-face\s*\{[^}]*\}/g, '') : undefined),
};

export default defineConfig({
  base: '/console/',
  plugins: [withoutFonts, react()],
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // the policy of the page has no data: URLs
    chunkSizeWarningLimit: 2000,
  },
  // While one works on the console: IOT_JOBS_LOCAL=http://127.0.0.1:4580 npx vite
  server: {
    proxy: {
      '^/(?!console/)': { target: process.env.IOT_JOBS_LOCAL ?? 'http://127.0.0.1:4580', ws: true },
    },
  },
});
