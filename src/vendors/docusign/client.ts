import { z } from 'zod';
import type { OutsideLook } from '../../capability/outside';
import { ActionRefusedError } from '../../capability/refusal';
import { uuidOfEffect } from '../kit/effect-key';
import { VendorError } from '../kit/errors';
import { ANSWER_TOO_LARGE, VendorHttp } from '../kit/http';
import { unlessMissing } from '../kit/missing';
import { requiredValue, type VendorSettings } from '../kit/vendor-settings';
import { docusignToken, docusignTrouble } from './auth';
import { type DocusignEnvelope, Envelope, type EnvelopeDraft, definitionOf, KEY_FIELD } from './envelope';
import { seenAs } from './webhook';

/** As much as goes into one document of the storage that takes the least in one upload. */
const LARGEST_FILE_BYTES = 5_000_000;
/** So many envelopes are asked for at once: their ids stand in the address. */
const IDS_AT_ONCE = 40;
/** The first and only cursor: there is nothing to go on from, since what is out still is asked for as a whole. */
const CURSOR = 'all that is out';

const Sent = z.object({ envelopeId: z.string() });
const Listed = z.object({ envelopes: z.array(Envelope).optional() });
const ByTransaction = z.object({
  envelopeTransactionStatuses: z
    .array(z.object({ transactionId: z.string().optional(), envelopeId: z.string().optional() }))
    .optional(),
  envelopes: z
    .array(z.object({ transactionId: z.string().optional(), envelopeId: z.string().optional() }))
    .optional(),
});

/**
 * DocuSign eSignature 2.1 by JWT grant. Settings values: `integrationKey`, `userId`, `privateKey`, `accountId`, and
 * `authUrl` of the token service. The base address is the account's own. Limits of an account: 3,000 calls an hour, 500
 * in half a minute. An envelope goes out with a transaction id made of its key, which DocuSign knows for 7 days; the key
 * stands in the envelope's custom fields as well, which it can be found by after that.
 */
export class DocusignClient {
  private readonly http: VendorHttp;
  private readonly envelopes: string;

  constructor(settings: VendorSettings) {
    const auth = docusignToken(settings);
    this.http = new VendorHttp({
      system: 'docusign',
      baseUrl: settings.baseUrl,
      auth,
      trouble: docusignTrouble,
    });
    const accountId = encodeURIComponent(requiredValue('docusign', settings, 'accountId'));
    this.envelopes = `/restapi/v2.1/accounts/${accountId}/envelopes`;
  }

  /** Sends an envelope. To be asked for by `find` before it is repeated. @returns its id */
  async send(key: string, draft: EnvelopeDraft): Promise<string> {
    const { body } = await this.http.request({
      op: 'envelopes.create',
      method: 'POST',
      path: this.envelopes,
      json: definitionOf(uuidOfEffect(key), draft),
      carries: draft,
    });
    return Sent.parse(body).envelopeId;
  }

  /**
   * The envelope of a key, if one went out.
   * @param sinceMs when it may have been sent first, in milliseconds: later than 7 days after that DocuSign has forgotten
   *   its transaction
   */
  async find(key: string, sinceMs: number): Promise<string | undefined> {
    return (await this.findByTransaction(key)) ?? (await this.findByField(key, sinceMs));
  }

  /** @returns undefined when there is no such envelope */
  async get(id: string): Promise<DocusignEnvelope | undefined> {
    return unlessMissing(async () => {
      const { body } = await this.http.request({
        op: 'envelopes.get',
        method: 'GET',
        path: this.pathOf(id),
        query: { include: 'recipients' },
      });
      return Envelope.parse(body);
    });
  }

  /** Voids an envelope that is out. @throws VendorError rejected when it is out no more */
  async void(id: string, voidedReason: string): Promise<void> {
    await this.http.request({
      op: 'envelopes.void',
      method: 'PUT',
      path: this.pathOf(id),
      json: { status: 'voided', voidedReason },
    });
  }

  /** All documents of an envelope as one PDF. @throws ActionRefusedError when it has more than 5 MB */
  async combinedFile(id: string): Promise<Uint8Array> {
    try {
      const { body } = await this.http.request({
        op: 'documents.get',
        method: 'GET',
        path: `${this.pathOf(id)}/documents/combined`,
        headers: { accept: 'application/pdf' },
        fileLimitBytes: LARGEST_FILE_BYTES,
      });
      return body as Buffer;
    } catch (error) {
      if (error instanceof VendorError && error.vendorCode === ANSWER_TOO_LARGE) {
        throw new ActionRefusedError(
          'The signed file has more than 5 MB, so it was not fetched. It is safe where it was signed: load it down there, and file it by hand.',
        );
      }
      throw error;
    }
  }

  /** How the envelopes stand that engagements rest on still: what DocuSign would have told of each. */
  async look(resting: readonly string[]): Promise<OutsideLook> {
    const found = new Map<string, DocusignEnvelope>();
    for (let from = 0; from < resting.length; from += IDS_AT_ONCE) {
      const { body } = await this.http.request({
        op: 'envelopes.list',
        method: 'GET',
        path: this.envelopes,
        query: {
          envelope_ids: resting.slice(from, from + IDS_AT_ONCE).join(','),
          include: 'recipients',
          count: IDS_AT_ONCE,
        },
      });
      for (const envelope of Listed.parse(body).envelopes ?? []) found.set(envelope.envelopeId, envelope);
    }
    const sights = resting.map((id) => ({
      id,
      place: 'there' as const,
      unheard: seenAs(id, found.get(id)),
    }));
    return { sights, cursor: CURSOR };
  }

  private async findByTransaction(key: string): Promise<string | undefined> {
    const transactionId = uuidOfEffect(key);
    const { body } = await this.http.request({
      op: 'envelopes.status',
      method: 'PUT',
      path: `${this.envelopes}/status`,
      query: { transaction_ids: transactionId },
      json: {},
    });
    const { envelopeTransactionStatuses = [], envelopes = [] } = ByTransaction.parse(body);
    const all = [...envelopeTransactionStatuses, ...envelopes];
    return all.find((one) => one.transactionId === transactionId)?.envelopeId;
  }

  private async findByField(key: string, sinceMs: number): Promise<string | undefined> {
    const { body } = await this.http.request({
      op: 'envelopes.list',
      method: 'GET',
      path: this.envelopes,
      query: {
        from_date: new Date(sinceMs - DAY_MS).toISOString(),
        custom_field: `${KEY_FIELD}=${uuidOfEffect(key)}`,
      },
    });
    return Listed.parse(body).envelopes?.[0]?.envelopeId;
  }

  private pathOf(id: string): string {
    return `${this.envelopes}/${encodeURIComponent(id)}`;
  }
}

/** Clocks differ. */
const DAY_MS = 86_400_000;
