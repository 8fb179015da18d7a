/** esbuild gathers the imported styles into panel.css. */
declare module '*.css';
