/**
 * What commands get of the extension host's environment: not the key, which no command needs, and not what VS Code set for
 * itself, with which a started VS Code or Electron would misbehave.
 */
export function commandEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const hidden = (name: string) => /^(MOONSHOT_API_KEY$|VSCODE_|ELECTRON_)/i.test(name);
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !hidden(name)));
}
