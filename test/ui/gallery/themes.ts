/** The themes that the panel is looked at in: by their settings ids, and as what a webview hears of them after `vscode-`. */
export const THEMES = {
  dark: { id: 'Default Dark Modern', kind: 'dark' },
  light: { id: 'Default Light Modern', kind: 'light' },
  'high-contrast-dark': { id: 'Default High Contrast', kind: 'high-contrast' },
  'high-contrast-light': { id: 'Default High Contrast Light', kind: 'high-contrast-light' },
} as const;

export type Theme = keyof typeof THEMES;
