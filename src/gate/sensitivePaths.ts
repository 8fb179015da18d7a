/**
 * What a segment of a path means to the most liberal of file systems: case, compatible and invisible characters, trailing dots
 * and blanks, and alternate streams count for nothing (Microsoft, "Naming Files, Paths, and Namespaces"; git's own protectHFS
 * and protectNTFS for CVE-2014-9390).
 */
export function segmentsOf(path: string): string[] {
  return path
    .split(/[\\/]/)
    .map((segment, index) => {
      const drive = index === 0 && /^[a-z]:$/i.test(segment);
      const seen = segment
        .normalize('NFKC')
        .replace(/\p{Default_Ignorable_Code_Point}|\p{Cf}|\p{Cc}/gu, '')
        .toLowerCase();
      if (drive) return seen;
      const file = seen.split(':', 1)[0] ?? '';
      const name = /^(.*[^. ])?[. ]*$/s.exec(file)?.[1] ?? '';
      return name === '' && file === seen ? file : name;
    })
    .filter((segment) => segment !== '');
}

/** Folders whose files grant rights, or run when something else opens them. */
const PROTECTED_FOLDERS = new Set([
  '.git',
  '.vscode',
  '.vscode-server',
  '.idea',
  '.husky',
  '.githooks',
  '.git-hooks',
  '.hooks',
  '.lefthook',
  '.devcontainer',
  '.circleci',
  '.buildkite',
  '.gitlab',
  '.woodpecker',
  '.drone',
  '.forgejo',
  '.gitea',
  '.cursor',
  '.claude',
  '.codex',
  '.gemini',
  '.windsurf',
  '.clinerules',
  '.roo',
  '.roorules',
  '.continue',
  '.amazonq',
  '.aider',
  '.opencode',
  '.agents',
  // What build tools run for themselves.
  '.cargo',
  '.mvn',
  '.yarn',
]);

const PROTECTED_FILES = new RegExp(
  `^(?:${[
    // Shells and the programs that they start read these.
    '\\.(?:bash|zsh|ksh|csh|tcsh|mksh)rc',
    '\\.(?:bash_profile|bash_login|bash_logout|bash_aliases|zshenv|zprofile|zlogin|zlogout|profile|login|inputrc|envrc)',
    '(?:microsoft\\.[\\w.]*)?profile\\.ps1',
    'config\\.fish',
    '\\.(?:gitconfig|gitmodules|gitattributes|vimrc|exrc|nvimrc|emacs|tmux\\.conf|screenrc|gdbinit|lldbinit|curlrc|wgetrc|npmrc|yarnrc|yarnrc\\.yml|pypirc|sdkmanrc|direnvrc|mise\\.toml|pre-commit-config\\.yaml|pre-commit-config\\.yml|pnpmfile\\.cjs|lefthook\\.ya?ml)',
    'lefthook\\.ya?ml',
    '(?:gradle|maven)-wrapper\\.(?:properties|jar)',
    '[\\w.-]+\\.code-workspace',
    // What coding agents take for their instructions or permissions.
    '(?:agents|agent|claude|gemini|kimi|codex|qwen|copilot)(?:\\.local|\\.override)?\\.md',
    'copilot-instructions\\.md',
    '[\\w.-]+\\.(?:instructions|prompt|chatmode|agent)\\.md',
    '\\.(?:cursorrules|windsurfrules|clinerules|roorules|goosehints|rules|aider\\.conf\\.yml|mcp\\.json|kimi.*)',
    'mcp\\.json',
    'mcp[_-](?:settings|config|servers)\\.json',
    'claude_desktop_config\\.json',
    // What continuous integration runs.
    '\\.gitlab-ci\\.ya?ml',
    '\\.travis\\.ya?ml',
    '\\.drone\\.ya?ml',
    '\\.woodpecker\\.ya?ml',
    '\\.cirrus\\.ya?ml',
    '\\.appveyor\\.ya?ml',
    'appveyor\\.ya?ml',
    'azure-pipelines[\\w.-]*\\.ya?ml',
    'bitbucket-pipelines\\.ya?ml',
    'cloudbuild\\.ya?ml',
    'buildspec\\.ya?ml',
    'jenkinsfile[\\w.-]*',
    'codeowners',
  ].join('|')})$`,
);

/**
 * Whether an edit of the file could change what runs, or what agents and people may do, without anybody starting it. The scripts
 * of package.json do not count: they run only by a command, which is judged itself, and nearly every task edits that file.
 */
export function isProtected(path: string): boolean {
  const segments = segmentsOf(path);
  return segments.some((segment, index) => {
    if (PROTECTED_FOLDERS.has(segment) || segment.startsWith('.kimi')) return true;
    // The short name that Windows makes of a longer one.
    if (/^[^~]{1,8}~\d+(?:\.[^.]{1,3})?$/.test(segment)) return true;
    const next = segments[index + 1];
    if (segment === '.github' && next !== undefined)
      return /^(?:workflows|actions|hooks|agents|chatmodes|copilot.*)$/.test(next) || isProtectedName(next);
    if (segment === '.config' && next !== undefined) return /^(?:fish|git|systemd|autostart|kimi.*)$/.test(next);
    return index === segments.length - 1 && isProtectedName(segment);
  });
}

function isProtectedName(name: string): boolean {
  return PROTECTED_FILES.test(name);
}

const SECRET_FOLDERS = new Set([
  '.ssh',
  '.aws',
  '.gnupg',
  '.azure',
  '.gcloud',
  '.kube',
  '.docker',
  '.password-store',
  '.secrets',
]);

const SECRET_FILES = new RegExp(
  `^(?:${[
    '\\.env(?:rc|\\..*|[-_].*)?',
    '[\\w-]+\\.env',
    '.*\\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|asc|gpg|pgp|tfstate|tfvars|ovpn|keytab|agekey)',
    '.*\\.tfstate\\.backup',
    '(?:id|ssh_host|.*)_(?:rsa|dsa|ecdsa|ed25519)(?:_key)?',
    '\\.(?:npmrc|pypirc|netrc|git-credentials|pgpass|my\\.cnf|htpasswd|dockercfg|s3cfg|boto|vault-token|terraformrc|yarnrc\\.yml|bash_history|zsh_history|node_repl_history|python_history|psql_history)',
    '_netrc',
    'credentials',
    '(?:.*[._-])?(?:credentials?|secrets?)(?:\\.(?:json|ya?ml|toml|ini|env|txt|xml|properties|enc))',
    '(?:client_secret|service[-_]?account|gcp[-_]?key|firebase-adminsdk).*\\.json',
    'application_default_credentials\\.json',
    '(?:shadow|gshadow|master\\.passwd|sam|ntds\\.dit)',
    'login\\.keychain(?:-db)?',
    'cookies\\.sqlite',
    'logins\\.json',
    'key[34]\\.db',
    'wallet\\.dat',
  ].join('|')})$`,
);

/** Names that show what a file needs and hold none of it. */
const SAMPLE = /[._-](?:example|sample|template|dist|defaults?|schema|test-example)(?:\.\w+)?$|\.pub$|^\.env\.d\.ts$/;

/** Whether a file's name says that it holds keys, passwords or tokens. */
export function isSecret(path: string): boolean {
  const segments = segmentsOf(path);
  const name = segments.at(-1) ?? '';
  if (SAMPLE.test(name)) return false;
  return segments.some((segment) => SECRET_FOLDERS.has(segment)) || SECRET_FILES.test(name);
}

/** Names of which a pattern could be meant to match one. */
const SECRET_NAMES = [
  'id_rsa',
  'id_ed25519',
  'server.key',
  'cert.pem',
  'credentials',
  'secrets.json',
  'credentials.json',
  'terraform.tfstate',
  'prod.env',
];

/** Whether a shell's pattern could name a secret file. `*` and patterns by a common ending stand for ordinary files. */
export function globMeetsSecret(pattern: string): boolean {
  const name = segmentsOf(pattern).at(-1) ?? '';
  if (/^\*+$|^\*\.(?:[jt]sx?|json|ya?ml|toml|md|txt|py|rs|go|java|css|html|sh)$/.test(name)) return false;
  if (/^\.[^/]*[*?[]/.test(name) || isSecret(name)) return true;
  const source = name
    .replace(/[.+^$|()\\{}]/g, '\\$&')
    .replace(/\[!?[^\]]*\]|\?/g, '.')
    .replace(/\*+/g, '.*');
  const matches = new RegExp(`^${source.replace(/\[/g, '\\[')}$`);
  return SECRET_NAMES.some((secret) => matches.test(secret));
}
