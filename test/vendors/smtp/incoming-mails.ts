/** Mails as mail systems send them to a return path, of our own making; `KEY` is that of a mail of ours. */

export const KEY = '0123456789abcdefghijklmnop';
export const MESSAGE_ID = `<${KEY}@company.example>`;

/** Lines, as they go over the wire. */
const mail = (text: string) => text.trim().replaceAll('\n', '\r\n').concat('\r\n');

const OUR_HEAD = `
From: Sam Sales <office@company.example>
To: Ada Lovelace <ada@client.example>
Subject: Welcome
Message-ID: ${MESSAGE_ID}
X-Promisekeeper-Key: ${KEY}
Date: Sat, 28 Nov 2026 09:00:00 +0000
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8`.trim();

function report(status: string, returned = OUR_HEAD, type = 'text/rfc822-headers'): string {
  return `
--B1
Content-Type: text/plain; charset=us-ascii

This is the mail system. I'm sorry to have to inform you of this.

--B1
Content-Description: Delivery report
Content-Type: message/delivery-status

${status.trim()}

--B1
Content-Description: Undelivered Message
Content-Type: ${type}

${returned}

--B1--`;
}

const postfix = (action: string, status: string) =>
  mail(`
Return-Path: <>
Date: Sat, 28 Nov 2026 09:00:05 +0000 (UTC)
From: MAILER-DAEMON@mx.company.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: returns@company.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="B1"
Message-Id: <20261128090005.4A1B2C@mx.company.example>
${report(`
Reporting-MTA: dns; mx.company.example
X-Postfix-Queue-ID: 4A1B2C
X-Postfix-Sender: rfc822; returns@company.example
Arrival-Date: Sat, 28 Nov 2026 09:00:01 +0000 (UTC)

Final-Recipient: rfc822; ada@client.example
Original-Recipient: rfc822;ada@client.example
Action: ${action}
Status: ${status}
Remote-MTA: dns; mail.client.example
Diagnostic-Code: smtp; 550 5.1.1 <ada@client.example>: Recipient address
    rejected: User unknown`)}`);

const exchange = mail(`
From: Microsoft Outlook
	<MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@client.example>
To: <returns@company.example>
Date: Sat, 28 Nov 2026 09:00:10 +0000
Content-Type: multipart/report; report-type=delivery-status;
	boundary="B1"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: de-DE
Message-ID: <f1f2f3f4-0000-4a4a-9b9b-1234567890ab@MX01.client.example>
In-Reply-To: ${MESSAGE_ID}
References: ${MESSAGE_ID}
Subject: =?iso-8859-1?Q?Unzustellbar:_Welcome?=
Auto-Submitted: auto-replied
MIME-Version: 1.0
${report(
  `
Reporting-MTA: dns;MX01.client.example
Received-From-MTA: dns;mx.company.example
Arrival-Date: Sat, 28 Nov 2026 09:00:09 +0000

Original-Recipient: rfc822;ada@client.example
Final-Recipient: rfc822;ada@client.example
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup`,
  `${OUR_HEAD}\n\nDear Ada,`,
  'message/rfc822',
)}`);

/** The Message-ID was written anew on the way: what is left of ours is the header and the envelope's id. */
const gmail = mail(`
Return-Path: <>
From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
To: returns@company.example
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
References: <another@relay.example>
In-Reply-To: <another@relay.example>
X-Failed-Recipients: ada@client.example
Message-ID: <65f1a2b3.050a0220.1.GMR@mx.google.com>
Date: Sat, 28 Nov 2026 01:00:20 -0800 (PST)
MIME-Version: 1.0
Content-Type: multipart/report; boundary="OUTER"; report-type=delivery-status

--OUTER
Content-Type: multipart/related; boundary="INNER"

--INNER
Content-Type: multipart/alternative; boundary="ALT"

--ALT
Content-Type: text/plain; charset="UTF-8"
Content-Transfer-Encoding: quoted-printable

** Address not found **

Your message wasn't delivered to ada@client.example because the address cou=
ldn't be found.

--ALT
Content-Type: text/html; charset="UTF-8"

<html><body><p>Address not found</p></body></html>

--ALT--
--INNER
Content-Type: image/png; name="icon.png"
Content-Transfer-Encoding: base64
Content-ID: <icon.png>

iVBORw0KGgo=
--INNER--
--OUTER
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.com
Arrival-Date: Sat, 28 Nov 2026 01:00:18 -0800 (PST)
X-Original-Message-ID: <another@relay.example>

Final-Recipient: rfc822; ada@client.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.

--OUTER
Content-Type: message/rfc822

${OUR_HEAD.replace(MESSAGE_ID, '<another@relay.example>')}

Dear Ada,

--OUTER--`);

const qmail = mail(`
Return-Path: <>
Received: (qmail 12345 invoked for bounce); 28 Nov 2026 09:00:30 -0000
Date: 28 Nov 2026 09:00:30 -0000
From: MAILER-DAEMON@mail.client.example
To: returns@company.example
Subject: failure notice

Hi. This is the qmail-send program at mail.client.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ada@client.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <returns@company.example>
${OUR_HEAD}

Dear Ada,`);

const exim = mail(`
Return-Path: <>
X-Failed-Recipients: ada@client.example
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@relay.example>
To: returns@company.example
Subject: Warning: message 1rAbCd-000123-4X delayed 24 hours
Message-Id: <E1rAbCd-000123-4X@relay.example>
Date: Sun, 29 Nov 2026 09:00:30 +0000

This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on relay.example.

The message identifier is:     1rAbCd-000123-4X
The subject of the message is: Welcome

No action is required on your part. Delivery attempts will continue.

------ This is a copy of the message's headers. ------

${OUR_HEAD}`);

const outOfOffice = mail(`
Return-Path: <>
From: =?utf-8?B?SsO8cmdlbiBNw7xsbGVy?= <juergen@client.example>
To: <returns@company.example>
Subject: =?utf-8?Q?Automatische_Antwort:_Abwesenheit_=E2=80=93_Welcome?=
Date: Sat, 28 Nov 2026 10:00:12 +0100
Message-ID: <ooo-1@client.example>
In-Reply-To: ${MESSAGE_ID}
References: ${MESSAGE_ID}
Auto-Submitted: auto-generated
X-Auto-Response-Suppress: All
MIME-Version: 1.0
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

Guten Tag, ich bin bis zum 7. Dezember nicht im B=C3=BCro.`);

const answerWith = (headers: string) =>
  mail(`
From: Ada Lovelace <ada@client.example>
To: Office <office@company.example>
Subject: Re: Welcome
Date: Sat, 28 Nov 2026 11:00:00 +0000
Message-ID: <answer-1@client.example>
${headers}
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Dear Sam, a confidential word: our budget is 5000.`);

/** A name, the mail, and what it tells. */
export const TELLING: readonly (readonly [
  string,
  string,
  'returned' | 'delayed' | 'autoReplied' | 'answered',
])[] = [
  ['Postfix returns it', postfix('failed', '5.1.1'), 'returned'],
  ['Postfix is late with it', postfix('delayed', '4.4.1'), 'delayed'],
  ['Exchange returns it', exchange, 'returned'],
  ['Gmail returns it, under another Message-ID', gmail, 'returned'],
  ['qmail returns it', qmail, 'returned'],
  ['Exim warns that it is late', exim, 'delayed'],
  ['a German colleague is away', outOfOffice, 'autoReplied'],
  [
    'a machine of before RFC 3834 answers',
    answerWith(`In-Reply-To: ${MESSAGE_ID}\nX-Autoreply: yes`),
    'autoReplied',
  ],
  [
    'an old vacation program answers',
    answerWith(`References: ${MESSAGE_ID}\nPrecedence: auto_reply`),
    'autoReplied',
  ],
  ['somebody answers', answerWith(`In-Reply-To: ${MESSAGE_ID}\nAuto-Submitted: no`), 'answered'],
  [
    'somebody answers later in the conversation',
    answerWith(`In-Reply-To: <mine@client.example>\nReferences: ${MESSAGE_ID} <mine@client.example>`),
    'answered',
  ],
];

export const DELIVERED = postfix('delivered', '2.0.0');
export const BY_ENVELOPE_ID = postfix('failed', '5.1.1')
  .replaceAll(OUR_HEAD.replaceAll('\n', '\r\n'), 'From: somebody')
  .replace('Reporting-MTA', `Original-Envelope-Id: ${KEY}\r\nReporting-MTA`);
export const OF_NO_MAIL_OF_OURS = postfix('failed', '5.1.1').replaceAll(KEY, 'not-one-of-ours');
export const ANSWER = answerWith(`In-Reply-To: ${MESSAGE_ID}`);
export const STRAY = answerWith('X-Mailer: none');
export const RECEIPT = mail(`
From: Ada Lovelace <ada@client.example>
To: office@company.example
Subject: Read: Welcome
In-Reply-To: ${MESSAGE_ID}
Message-ID: <read-1@client.example>
Content-Type: multipart/report; report-type=disposition-notification; boundary="B1"

--B1
Content-Type: text/plain

Your message was read.
--B1
Content-Type: message/disposition-notification

Final-Recipient: rfc822; ada@client.example
Original-Message-ID: ${MESSAGE_ID}
Disposition: manual-action/MDN-sent-manually; displayed
--B1--`);
