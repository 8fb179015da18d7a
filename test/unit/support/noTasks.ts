import type { Tasks } from '../../../src/agent/contracts/tasks.ts';

/** A workspace without tasks. */
export const NO_TASKS: Tasks = { syntax: 'posix', list: async () => [] };
