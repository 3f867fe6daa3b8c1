import { GOOGLE_ACCESS } from '../google/variables';
import { missingAmong } from '../kit/credential-check';
import { vendor } from '../kit/vendor';
import { GoogleDriveClient } from './client';
import { googleDriveSandbox } from './sandbox';
import { driveStorage } from './storage';

export const googleDrive = vendor({
  name: 'google-drive',
  title: 'Google Drive',
  settings: {
    liveUrl: 'https://www.googleapis.com',
    baseUrlVariable: 'GOOGLE_DRIVE_BASE_URL',
    credentials: GOOGLE_ACCESS.credentials,
    variables: [
      ...GOOGLE_ACCESS.variables,
      {
        name: 'GOOGLE_DRIVE_PARENT_FOLDER_ID',
        as: 'parentFolderId',
        help: "the folder, also of a shared drive, in which engagements' folders are made; the user's own drive when left out",
      },
    ],
  },
  client: (settings) => new GoogleDriveClient(settings),
  looksAt: ['folder', 'file'],
  look: (client) => (cursor) => client.changesSince(cursor),
  restores: ['folder', 'file'],
  restore: (client) => (id) => client.restore(id),
  check: (drive) => missingAmong({ drive: () => drive.changesSince(undefined) }),
  provides: { storage: driveStorage },
  // Per-user quotas of Google Workspace, far above what one installation needs.
  limits: { callsPerSecond: 10, callsAtOnce: 5 },
  sandbox: googleDriveSandbox,
});
