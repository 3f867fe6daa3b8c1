import { z } from 'zod';
import type { Asset } from '../../capability/offered/goods/assets';
import { ActionRefusedError } from '../../capability/refusal';
import { VendorError } from '../kit/errors';
import { VendorHttp, type VendorTrouble } from '../kit/http';
import { StaticToken } from '../kit/token';
import { requiredValue, type VendorSettings } from '../kit/vendor-settings';
import { plainText } from './plain-text';

const ROOT = '/api/v1';
/** As many as Snipe-IT gives at once, unless its administrator allows more. */
const PAGE_SIZE = 500;
/** By which words it says that there is none, with the status of a success. */
const NOT_THERE = /not found|does not exist/i;

const Text = z.string().transform(plainText);
const Day = z
  .object({ date: z.string() })
  .nullish()
  .transform((day) => day?.date ?? null);
const AssetForm = z.object({
  id: z.number(),
  asset_tag: Text,
  serial: Text.nullish(),
  model: z.object({ name: Text }).nullish(),
  order_number: Text.nullish(),
  purchase_date: Day,
  warranty_expires: Day,
  deleted_at: z.unknown(),
});
const Model = z.object({ id: z.number(), name: Text });

/** An asset as it is made. */
export interface AssetEntry {
  readonly asset_tag: string;
  readonly serial: string;
  readonly model_id: number;
  readonly status_id: number;
  readonly order_number: string;
  readonly purchase_date?: string;
  readonly warranty_months?: number;
}

/**
 * Snipe-IT's API 1. Settings values: `token`; `statusId`, the status label of what is registered. It says its errors with status
 * 200, writes what people typed with HTML's entities, and shows what was deleted among what is there. 120 calls a minute unless its
 * administrator allows more; 429 has Retry-After.
 */
export class SnipeItClient {
  private readonly http: VendorHttp;

  constructor(private readonly settings: VendorSettings) {
    this.http = new VendorHttp({
      system: 'snipe-it',
      baseUrl: settings.baseUrl,
      auth: new StaticToken(requiredValue('snipe-it', settings, 'token')),
      trouble: snipeItTrouble,
      troubleInSuccess: true,
    });
  }

  /** @throws ActionRefusedError when the settings say none */
  statusId(): number {
    const id = requiredValue('snipe-it', this.settings, 'statusId');
    if (/^\d{1,9}$/.test(id)) return Number(id);
    throw new ActionRefusedError(
      'The setting SNIPE_IT_STATUS_ID is no id of a status label, so no unit was registered. Register it by hand, or correct the setting.',
    );
  }

  /** Every asset with exactly this serial number. */
  async withSerial(serial: string): Promise<Asset[]> {
    const found = await this.listedBySerial(serial);
    return found
      .filter(({ deleted_at: deleted }) => !deleted)
      .map(asAsset)
      .filter((one) => one.serial === serial);
  }

  /** @returns undefined when there is no such asset */
  async findByTag(tag: string): Promise<Asset | undefined> {
    const path = `/hardware/bytag/${encodeURIComponent(tag)}`;
    const found = await this.unlessMissing('hardware.bytag', path, AssetForm);
    return found === undefined || found.deleted_at ? undefined : asAsset(found);
  }

  /** The ids of the models with exactly this name, whatever its case. */
  async modelsNamed(name: string): Promise<number[]> {
    const same = (text: string) => text.trim().toLowerCase() === name.trim().toLowerCase();
    const found = await this.all('models.list', '/models', Model, name);
    return found.filter((model) => same(model.name)).map(({ id }) => id);
  }

  /** To be looked for before it is repeated. @throws VendorError rejected when its tag or its serial number is taken */
  async createAsset(entry: AssetEntry): Promise<void> {
    const path = `${ROOT}/hardware`;
    const { body } = await this.http.request({ op: 'hardware.create', method: 'POST', path, json: entry });
    z.object({ status: z.literal('success') }).parse(body);
  }

  /** Whether its status labels can be read. */
  async reach(): Promise<void> {
    await this.page('statuslabels.list', '/statuslabels', { limit: 1, offset: 0 });
  }

  /** Web servers take a slash or a per cent sign in a path for something else than a part of a serial number. */
  private async listedBySerial(serial: string): Promise<z.infer<typeof AssetForm>[]> {
    if (/[/\\%]/.test(serial)) return await this.all('hardware.list', '/hardware', AssetForm, serial);
    const path = `/hardware/byserial/${encodeURIComponent(serial)}`;
    const rows = z.object({ rows: z.array(AssetForm) });
    return (await this.unlessMissing('hardware.byserial', path, rows))?.rows ?? [];
  }

  private async unlessMissing<T>(op: string, path: string, schema: z.ZodType<T>): Promise<T | undefined> {
    try {
      const { body } = await this.http.request({ op, method: 'GET', path: `${ROOT}${path}` });
      return schema.parse(body);
    } catch (error) {
      const isMissing =
        error instanceof VendorError &&
        error.outcome === 'rejected' &&
        (error.status === 404 || (error.status === 200 && NOT_THERE.test(error.vendorText)));
      if (isMissing) return undefined;
      throw error;
    }
  }

  private async all<T>(op: string, path: string, schema: z.ZodType<T>, search: string): Promise<T[]> {
    const items: T[] = [];
    for (let total = 1; items.length < total; ) {
      const body = await this.page(op, path, { limit: PAGE_SIZE, offset: items.length, search });
      const read = z.object({ total: z.number(), rows: z.array(schema) }).parse(body);
      if (read.rows.length === 0) break;
      items.push(...read.rows);
      total = read.total;
    }
    return items;
  }

  private async page(
    op: string,
    path: string,
    query: Readonly<Record<string, string | number>>,
  ): Promise<unknown> {
    const { body } = await this.http.request({ op, method: 'GET', path: `${ROOT}${path}`, query });
    return body;
  }
}

function asAsset(read: z.infer<typeof AssetForm>): Asset {
  return {
    id: String(read.id),
    tag: read.asset_tag,
    serial: read.serial ?? '',
    model: read.model?.name ?? '',
    orderNumber: read.order_number ?? null,
    purchasedOn: read.purchase_date,
    warrantyEndsOn: read.warranty_expires,
  };
}

const Trouble = z.object({
  status: z.string().optional(),
  messages: z.unknown().optional(),
  error: z.string().optional(),
});

/** Snipe-IT's error forms: a text, or texts by field; of a success nothing unless it says that it is none. */
function snipeItTrouble(body: unknown, status: number): VendorTrouble | undefined {
  const read = Trouble.safeParse(body);
  const { status: said, messages, error } = read.data ?? {};
  if (status < 300)
    return said === 'error' ? { code: 'ERROR', text: textsIn(messages).join('; ') } : undefined;
  return { code: `HTTP_${status}`, text: [error ?? [], textsIn(messages)].flat().join('; ') };
}

function textsIn(messages: unknown): string[] {
  if (typeof messages === 'string') return [messages];
  return typeof messages === 'object' && messages !== null ? Object.values(messages).flatMap(textsIn) : [];
}
