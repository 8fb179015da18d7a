import { SessionJobs, type SessionJobsParts } from './sessionJobs.ts';

/** The commands of all sessions of a window: they go on while another session is shown, and end with the window. */
export class WindowJobs {
  private readonly parts: Omit<SessionJobsParts, 'folder'>;
  private readonly sessions = new Map<string, SessionJobs>();

  constructor(parts: Omit<SessionJobsParts, 'folder'>) {
    this.parts = parts;
  }

  /** @param folder see SessionJobsParts */
  of(session: string, folder: string): SessionJobs {
    const jobs = this.sessions.get(session) ?? new SessionJobs({ ...this.parts, folder });
    this.sessions.set(session, jobs);
    return jobs;
  }

  /** Ends those of a session that is about to be deleted. */
  async end(session: string): Promise<void> {
    await this.sessions.get(session)?.stopAll();
    this.sessions.delete(session);
  }

  /** Resolves when they are gone. */
  async stopAll(): Promise<void> {
    await Promise.all([...this.sessions.values()].map((jobs) => jobs.stopAll()));
  }
}
