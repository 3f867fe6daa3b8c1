import { z } from 'zod';
import {
  type Emission,
  type SandboxAnswer,
  type SandboxCall,
  type SandboxWorld,
  UnfitObjectError,
} from '../kit/sandbox/vendor-sandbox';
import type { AssetEntry } from './client';
import { escapedText } from './plain-text';

const USUAL_PAGE = 50;
const LARGEST_PAGE = 500;

const MODELS = [
  { id: 1, name: 'Access Point 310' },
  { id: 2, name: 'Desk & Stand "Pro"' },
  { id: 3, name: 'Laptop T14' },
  { id: 4, name: 'Twin' },
  { id: 5, name: 'Twin' },
];
const STATUS_LABELS = [
  { id: 1, name: 'Pending' },
  { id: 2, name: 'Ready to Deploy' },
];

interface StoredAsset extends AssetEntry {
  id: number;
  deletedAt: string | null;
}

/** Whatever it means, the status is that of a success. */
export function said(status: 'success' | 'error', messages: unknown, payload: unknown = null): SandboxAnswer {
  return { status: 200, body: { status, messages, payload } };
}

function listed(items: readonly object[], query: Readonly<Record<string, string>>): SandboxAnswer {
  const limit = Math.min(LARGEST_PAGE, Math.max(1, Number(query['limit'] ?? USUAL_PAGE)));
  const offset = Math.max(0, Number(query['offset'] ?? 0));
  return { status: 200, body: { total: items.length, rows: items.slice(offset, offset + limit) } };
}

export async function listModels({ query }: SandboxCall): Promise<SandboxAnswer> {
  const search = (query['search'] ?? '').toLowerCase();
  const found = MODELS.filter(({ name }) => name.toLowerCase().includes(search));
  const shown = found.map(({ id, name }) => ({ id, name: escapedText(name) }));
  return listed(shown, query);
}

export async function listStatuslabels({ query }: SandboxCall): Promise<SandboxAnswer> {
  return listed(STATUS_LABELS, query);
}

export async function listAssets({ query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const search = query['search'] ?? '';
  const order = query['order_number'];
  const found = (await living(world)).filter(
    (asset) =>
      [asset.serial, asset.asset_tag, asset.order_number].some((text) => text.includes(search)) &&
      asset.order_number === (order ?? asset.order_number),
  );
  return listed(found.map(shown), query);
}

/** What was deleted is shown too. */
export async function getAssetsBySerial(
  { params }: SandboxCall,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const found = (await world.list<StoredAsset>('asset')).filter(({ serial }) => serial === params['serial']);
  return { status: 200, body: { total: found.length, rows: found.map(shown) } };
}

export async function getAssetByTag({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const found = (await living(world)).find((asset) => asset.asset_tag === params['tag']);
  return found === undefined ? said('error', 'Asset not found') : { status: 200, body: shown(found) };
}

export async function createAsset(
  { body }: SandboxCall<AssetEntry>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const messages: Record<string, string[]> = {};
  const all = await living(world);
  if (all.some((asset) => asset.asset_tag === body.asset_tag)) {
    messages['asset_tag'] = ['The asset tag must be unique.'];
  }
  if (all.some(({ serial }) => serial === body.serial)) messages['serial'] = ['The serial must be unique.'];
  if (!MODELS.some(({ id }) => id === body.model_id)) {
    messages['model_id'] = ['The selected model id is invalid.'];
  }
  if (!STATUS_LABELS.some(({ id }) => id === body.status_id)) {
    messages['status_id'] = ['The selected status id is invalid.'];
  }
  if (Object.keys(messages).length > 0) return said('error', messages);
  const id = await world.nextNumber('asset');
  const asset: StoredAsset = { ...body, id, deletedAt: null };
  await world.put('asset', String(id), asset);
  return said('success', 'Asset created successfully.', { id, ...body });
}

async function living(world: SandboxWorld): Promise<StoredAsset[]> {
  return (await world.list<StoredAsset>('asset')).filter(({ deletedAt }) => deletedAt === null);
}

function shown(asset: StoredAsset): object {
  const { id, model_id: modelId, purchase_date: bought, warranty_months: months, deletedAt } = asset;
  const model = MODELS.find((one) => one.id === modelId);
  return {
    id,
    asset_tag: escapedText(asset.asset_tag),
    serial: escapedText(asset.serial),
    model: model && { id: model.id, name: escapedText(model.name) },
    status_label: STATUS_LABELS.find((label) => label.id === asset.status_id),
    order_number: escapedText(asset.order_number),
    purchase_date: dated(bought),
    warranty_months: months ? `${months} months` : null,
    warranty_expires: dated(bought && months ? monthsAfter(bought, months) : undefined),
    deleted_at: dated(deletedAt ?? undefined),
  };
}

function dated(date: string | undefined): object | null {
  return date === undefined ? null : { date, formatted: date };
}

/** The last day of the month where it has no such day. */
function monthsAfter(day: string, months: number): string {
  const [year = 0, month = 1, of = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(of, last))).toISOString().slice(0, 10);
}

/** Somebody deletes an asset by hand: `{ id }`. Snipe-IT keeps it, and tells nobody. */
export async function assetDeleted(object: unknown, world: SandboxWorld): Promise<Emission> {
  const read = z.looseObject({ id: z.coerce.string() }).safeParse(object);
  if (!read.success) throw new UnfitObjectError(z.prettifyError(read.error));
  const asset = await world.get<StoredAsset>('asset', read.data.id);
  if (asset === undefined) throw new UnfitObjectError(`There is no asset ${read.data.id}.`);
  const deleted = { ...asset, deletedAt: new Date(world.nowMs()).toISOString() };
  await world.put('asset', read.data.id, deleted);
  return { object: shown(deleted) };
}
