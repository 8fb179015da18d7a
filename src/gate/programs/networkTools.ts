import { hasOption } from '../shell/options.ts';
import type { Word } from '../shell/syntax.ts';
import type { Program } from './programReader.ts';

const LOOPBACK = /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1\])$/i;
/** Where clouds tell a machine its credentials (AWS, "Instance metadata": 169.254.169.254). */
const METADATA = /^(?:169\.254\.|\[?fd00:ec2|\[?fe80|metadata\b|100\.100\.100\.200)/i;

/** Options of curl that send more than an address, or take what is kept for other purposes. */
const CURL_SENDS =
  /^(?:-[a-zA-Z]*[dFTKnuExhQUb](?=$|[^a-zA-Z])|--(?:data|form|upload|json|config|netrc|user|oauth2|proxy|preproxy|cert|key|cookie|unix-socket|abstract|resolve|connect-to|delegation|negotiate|ntlm|aws-sigv4|quote|mail|socks|request-target|url-query|proto|engine|interface|dns|doh|hostpubmd5|login|pass|tls)\b)/;

const curl: Program = ({ look }, args) => {
  look.network = true;
  look.touch(args, 'read');
  const local = addresses(look.hosts, args);
  const method = optionValue(args, '-X', '--request');
  const sends =
    args.some(({ text }) => CURL_SENDS.test(text)) || (method !== undefined && !/^(?:GET|HEAD|OPTIONS)$/i.test(method));
  const header = args.some(({ text }) =>
    /^(?:-H)?(?:authorization|cookie|x-api-key|api-key|private-token)\s*:/i.test(text),
  );
  if ((sends || header) && !local) look.hazard('remote');
  if (args.some(({ text }) => /^(?:-K|--config|-n|--netrc|--unix-socket|--engine)/.test(text))) look.hazard('remote');
  if (
    args.some(({ text }) =>
      /^(?:ftp|gopher|dict|ldap|smb|scp|sftp|telnet|tftp|imap|smtp|pop3|rtsp|mqtt)s?:/i.test(text),
    )
  )
    look.hazard('remote');
  if (look.hosts.some((host) => METADATA.test(host)) || args.some(({ text }) => METADATA.test(text)))
    look.hazard('credentials');
  for (const file of filesAfter(
    args,
    /^(?:-[a-zA-Z]*[ocD]|--output|--cookie-jar|--dump-header|--trace|--trace-ascii|--stderr|--output-dir)$/,
  ))
    look.writes(file);
  if (args.some(({ text }) => /^(?:-[a-zA-Z]*[OJ]|--remote-name)/.test(text)))
    for (const name of names(args)) look.writes(name);
};

const wget: Program = ({ look }, args) => {
  look.network = true;
  look.touch(args, 'write');
  const local = addresses(look.hosts, args);
  if (
    args.some(({ text }) =>
      /^--(?:post|body|method|header|user|password|http-|ftp-|proxy-|load-cookies|certificate|private-key|ca-|config|use-askpass)/.test(
        text,
      ),
    ) &&
    !local
  )
    look.hazard('remote');
  if (hasOption(args, '-e', '-i', '--execute', '--input-file', '--use-askpass', '--config')) look.hazard('remote');
  if (look.hosts.some((host) => METADATA.test(host))) look.hazard('credentials');
  for (const file of filesAfter(args, /^(?:-[a-zA-Z]*[Oo]|--output-document|--output-file)$/))
    if (file.text !== '-') look.writes(file);
  for (const name of names(args)) look.writes(name);
};

const webRequest: Program = ({ look }, args) => {
  look.network = true;
  look.touch(args, 'write');
  if (args.some(({ text }) => /^-(?:b|m|inf|f|h|cr|t|web|se|use|p)/i.test(text)) && !addresses(look.hosts, args))
    look.hazard('remote');
  for (const file of filesAfter(args, /^-outf/i)) look.writes(file);
};

function addresses(hosts: readonly string[], args: readonly Word[]): boolean {
  const bare = args.filter(({ text }) => /^(?:localhost|127\.0\.0\.1)(?:[:/]|$)/.test(text));
  return hosts.length + bare.length > 0 && hosts.every((host) => LOOPBACK.test(host));
}

function optionValue(args: readonly Word[], short: string, long: string): string | undefined {
  const at = args.findIndex(({ text }) => text === short || text === long);
  if (at >= 0) return args[at + 1]?.text ?? '';
  const attached = args.find(({ text }) => text.startsWith(`${long}=`) || (text.startsWith(short) && text.length > 2));
  return attached?.text.replace(/^--[^=]*=|^-./, '');
}

function filesAfter(args: readonly Word[], option: RegExp): Word[] {
  return args.filter((_, index) => option.test(args[index - 1]?.text ?? ''));
}

/** What a download is called that takes its name from the address. */
function names(args: readonly Word[]): Word[] {
  return args.flatMap((word) => {
    const name = /^[a-z]+:\/\/[^?#]*\/([^/?#]+)(?:[?#].*)?$/i.exec(word.text)?.[1];
    return name === undefined ? [] : [{ ...word, text: name }];
  });
}

/** Subcommands of Docker that only tell, or build an image. */
const docker: Program = ({ look }, args) => {
  look.touch(args, 'write');
  const words = args.filter(({ text }) => !text.startsWith('-')).map(({ text }) => text);
  const told = /^(?:ps|images|logs|inspect|version|info|top|stats|port|history|build|diff)$/;
  const [first = '', second = ''] = words;
  const inner = /^(?:compose|container|image|network|volume|context|system|buildx)$/.test(first) ? second : first;
  if (/^(?:build|pull|push|search)$/.test(inner)) look.network = true;
  if (!/^(?:ls|list|df|events)$/.test(inner) && !told.test(inner)) look.hazard('system');
  if (args.some(({ text }) => /^(?:-H|--host|--privileged|--config)/.test(text))) look.hazard('system');
};

/** Version control by a server, apart from git. */
const versions: Program = ({ look }, args) => {
  look.touch(args, 'write');
  const sub = args.find(({ text }) => !text.startsWith('-'))?.text ?? '';
  if (!/^(?:status|st|diff|di|log|add|blame|info|cat|revert|branches|tags|heads|parents|id)$/.test(sub))
    look.network = true;
};

/** Programs that speak with other machines and are of use in everyday work. The rest of them is in the table of hazards. */
export const NETWORK_TOOLS: ReadonlyMap<string, Program> = new Map<string, Program>([
  ['curl', curl],
  ['wget', wget],
  ['wget2', wget],
  ['invoke-webrequest', webRequest],
  ...['hg', 'svn', 'bzr', 'fossil', 'darcs', 'jj', 'sl', 'p4'].map((name): [string, Program] => [name, versions]),
  ['docker', docker],
  [
    'docker-compose',
    ({ look, run }, args) => {
      const [first] = args;
      if (!first) return look.unclear();
      run([{ ...first, text: 'docker' }, { ...first, text: 'compose' }, ...args]);
    },
  ],
]);
