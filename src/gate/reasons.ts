import type { Rule } from './rules.ts';

/** Why an action is not simply allowed. Data, which the panel words. */
export type Reason =
  /** The approvals setting wants the user's word, and nothing else stands in the way. */
  | { type: 'approvals' }
  | { type: 'plan' }
  | { type: 'untrusted' }
  | { type: 'rule'; rule: Rule }
  | { type: 'outside' | 'protected' | 'excluded' | 'secret'; path: string }
  /** `command` is the part of the line that it is about. */
  | { type: 'hazard'; hazard: Hazard; command: string }
  /** What the command would do cannot be told from its text. */
  | { type: 'unclear' }
  /** The address leads to this machine or its network. */
  | { type: 'local'; host: string }
  /** The model has read pages from the web, and this could carry data out. */
  | { type: 'web' };

/** What never runs by itself. */
export type Hazard =
  /** Deletes folders, or many files. */
  | 'deletion'
  /** Throws away changes that are not committed. */
  | 'discards'
  /** Changes what is committed already. */
  | 'history'
  | 'forcePush'
  /** Acts on the machine: disks, services, processes, users, packages of the system. */
  | 'system'
  | 'permissions'
  /** Runs with the rights of another user. */
  | 'privileges'
  /** Installs for the whole machine or user, or from an address. */
  | 'install'
  /** Runs code that stands in the command itself. */
  | 'inlineCode'
  /** Runs what was downloaded or written a moment ago. */
  | 'freshCode'
  | 'publishes'
  /** Shows or changes credentials, or what programs are configured to run. */
  | 'credentials'
  | 'configuration'
  /** Acts on other machines, or sends data to them. */
  | 'remote'
  /** Changes what the names of other commands mean. */
  | 'environment';
