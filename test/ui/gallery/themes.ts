/** The themes that the panel is looked at in, by their settings ids, and as what a webview hears of them. */
export const THEMES = {
  dark: { id: 'Default Dark Modern', kind: 'vscode-dark' },
  light: { id: 'Default Light Modern', kind: 'vscode-light' },
  'high-contrast-dark': { id: 'Default High Contrast', kind: 'vscode-high-contrast' },
  'high-contrast-light': { id: 'Default High Contrast Light', kind: 'vscode-high-contrast-light' },
} as const;

export type Theme = keyof typeof THEMES;
