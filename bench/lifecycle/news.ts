import { Client } from 'pg';

export interface NewsListener {
  promiseOpened(id: string, engagementId: string): void;
  commandApplied(id: string): void;
  commandIgnored(id: string): void;
  engagementCompleted(id: string): void;
}

/** The benchmark's own ear in the read model: told when a transaction is over, so that nobody has to ask again and again. */
const TRIGGERS = `
  CREATE FUNCTION bench_tell() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_notify('bench', TG_ARGV[0] || ' ' || NEW.id); RETURN NULL; END $$;
  CREATE FUNCTION bench_tell_promise() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_notify('bench', 'promiseOpened ' || NEW.id || ' ' || NEW.subject_id); RETURN NULL; END $$;
  CREATE TRIGGER bench_promise AFTER INSERT ON promise FOR EACH ROW
    WHEN (NEW.kind NOT IN ('action', 'message')) EXECUTE FUNCTION bench_tell_promise();
  CREATE TRIGGER bench_applied AFTER UPDATE OF state ON command FOR EACH ROW
    WHEN (NEW.state = 'applied') EXECUTE FUNCTION bench_tell('commandApplied');
  CREATE TRIGGER bench_ignored AFTER UPDATE OF state ON command FOR EACH ROW
    WHEN (NEW.state = 'ignored') EXECUTE FUNCTION bench_tell('commandIgnored');
  CREATE TRIGGER bench_completed AFTER UPDATE OF status ON engagement FOR EACH ROW
    WHEN (NEW.status = 'completed') EXECUTE FUNCTION bench_tell('engagementCompleted');`;

/** Tells what becomes visible in the read model, at the moment when it does. */
export class NewsOfTheDatabase {
  private listener: NewsListener | undefined;

  private constructor(private readonly client: Client) {}

  static async listen(databaseUrl: string): Promise<NewsOfTheDatabase> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(TRIGGERS);
    await client.query('LISTEN bench');
    const news = new NewsOfTheDatabase(client);
    client.on('notification', ({ payload = '' }) => {
      const [kind = '', id = '', subjectId = ''] = payload.split(' ');
      news.listener?.[kind as keyof NewsListener](id, subjectId);
    });
    return news;
  }

  /** Whom to tell from now on. */
  onNews(listener: NewsListener): void {
    this.listener = listener;
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}
