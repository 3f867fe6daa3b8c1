import type { Connection } from '../../database/database';
import type { Effect, Engagement, PromiseRecord } from '../../database/generated/client';
import { findStep } from '../../playbook/domain/playbook';
import { findPlaybookVersion, loadPlaybook } from '../../playbook/store/playbooks';
import { type DocumentKind, documentsIn, type RuleDocument } from '../domain/document';
import { certificatesOf } from './certificates';
import { contentHash } from './hash';

/** A document that an engagement uses or has used, in the version that it used. */
export interface UsedDocument {
  readonly kind: DocumentKind;
  readonly name: string;
  readonly title: string;
  readonly version: number;
  /** SHA-256 of its content in hex; null where nobody knows it. */
  readonly hash: string | null;
  /** Null while it was not used. */
  readonly firstUsedAt: Date | null;
  /** A page outside, or a path of the API; null where only the vendor's id of it is known. */
  readonly link: string | null;
}

/** Every document of an engagement: those of all versions of the rules by which it goes or went, then its own. */
export async function documentsOf(db: Connection, engagement: Engagement): Promise<UsedDocument[]> {
  const versions = versionsOf(engagement);
  const [promises, desk, saved, certificates] = await Promise.all([
    db.promiseRecord.findMany({ where: { subjectId: engagement.id }, orderBy: { openedAt: 'asc' } }),
    deskDocuments(db, engagement.id),
    savedDocuments(db, engagement.id),
    certificatesOf(db, engagement.id),
  ]);
  const rules = await Promise.all(versions.map((version) => rulesDocuments(db, version, promises)));
  const issued = certificates.map(({ number, title, hash, issuedAt }): UsedDocument => {
    const link = `/v1/certificates/${number}/pdf`;
    return { kind: 'certificate', name: number, title, version: 1, hash, firstUsedAt: issuedAt, link };
  });
  return [...rules.flat(), ...desk, ...saved, ...issued];
}

/** A version of a playbook while it is in force for an engagement. */
interface VersionInForce {
  readonly name: string;
  readonly version: number;
  readonly from: Date;
  /** Null for the one that is in force now. */
  readonly until: Date | null;
}

/** Oldest first. */
function versionsOf({
  playbookName,
  playbookVersion,
  earlierPlaybooks,
  startedAt,
}: Engagement): VersionInForce[] {
  const before = earlierPlaybooks as { name: string; version: number; until: string }[];
  const ends = before.map(({ until }) => new Date(until));
  const all = [...before, { name: playbookName, version: playbookVersion }];
  return all.map(({ name, version }, place) => ({
    name,
    version,
    from: ends[place - 1] ?? startedAt,
    until: ends[place] ?? null,
  }));
}

async function rulesDocuments(
  db: Connection,
  { name, version, from, until }: VersionInForce,
  promises: readonly PromiseRecord[],
): Promise<UsedDocument[]> {
  const [row, playbook] = await Promise.all([
    findPlaybookVersion(db, name, version),
    loadPlaybook(db, name, version),
  ]);
  const inForce = promises.filter(({ openedAt }) => openedAt >= from && (until === null || openedAt < until));
  const firstUse = ({ isUsedBy }: RuleDocument): Date | null => {
    if (isUsedBy === null) return from;
    const using = inForce.find(
      ({ state, track, step }) => state !== 'cancelled' && isUsedBy(track, findStep(playbook, step)),
    );
    return using?.openedAt ?? null;
  };
  return documentsIn(playbook).map((document) => ({
    kind: document.kind,
    name: document.name,
    title: document.title,
    version,
    hash: document.rules === null ? (row?.hash ?? null) : contentHash(document.rules),
    firstUsedAt: firstUse(document),
    link: `/v1/playbooks/${name}/versions/${version}/documents/${document.kind}`,
  }));
}

/** The service levels of the versions of the service desk's rules by which tickets of the engagement are ruled. */
async function deskDocuments(db: Connection, engagementId: string): Promise<UsedDocument[]> {
  const rows = await db.$queryRaw<{ version: number; title: string; hash: string; firstUsedAt: Date }[]>`
    SELECT desk.version, desk.title, desk.hash, min(ticket.opened_at) AS "firstUsedAt"
    FROM ticket JOIN service_desk_version AS desk ON desk.version = ticket.desk_version
    WHERE ticket.engagement_id = ${engagementId}
    GROUP BY desk.version, desk.title, desk.hash ORDER BY desk.version`;
  return rows.map(({ version, title, hash, firstUsedAt }) => ({
    kind: 'sla-policy',
    name: 'service-desk',
    title: `${title}: service levels`,
    version,
    hash,
    firstUsedAt,
    link: `/v1/service-desk/versions/${version}/documents/sla-policy`,
  }));
}

const SAVING = ['storage.saveDocument', 'signature.saveSigned'];

/** What was rendered into the engagement's folder; each time that it was saved is another version. */
async function savedDocuments(db: Connection, engagementId: string): Promise<UsedDocument[]> {
  const effects = await db.effect.findMany({
    where: { engagementId, action: { in: SAVING }, state: 'done' },
    orderBy: [{ endedAt: 'asc' }, { key: 'asc' }],
  });
  const versions = new Map<string, number>();
  return effects.map(({ title, refs, endedAt, key }: Effect) => {
    const { document = key, sha256 = null, link = null } = refs as Record<string, string>;
    const version = (versions.get(document) ?? 0) + 1;
    versions.set(document, version);
    return {
      kind: 'saved-document',
      name: document,
      title,
      version,
      hash: sha256,
      firstUsedAt: endedAt,
      link,
    };
  });
}
