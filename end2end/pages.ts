// The pages anyone may see, with what their heading says in each language.
import { disclosures } from './content';

export interface PublicPage {
  path: string;
  /** Headings; of the title in the browser's tab only where it differs. */
  ja: string;
  en: string | RegExp;
  jaTab?: string;
  enTab?: string;
  /** How many steps the breadcrumbs have; 0 for pages that have none. */
  crumbs: number;
}

/** A language: the prefix of its addresses. */
export const languages = [
  { lang: 'ja', other: 'en', prefix: '', otherName: 'English', service: 'Simple Connect お知らせと開示' },
  { lang: 'en', other: 'ja', prefix: '/en', otherName: '日本語', service: 'Simple Connect notices' },
] as const;

export type Language = (typeof languages)[number];

/** The address of a page in a language. */
export function address(language: Pick<Language, 'prefix'>, path: string): string {
  return path === '/' ? language.prefix || '/' : `${language.prefix}${path}`;
}

export const publicPages: PublicPage[] = [
  {
    path: '/',
    ja: 'サービスの変更と、情報の取り扱いをお知らせします',
    en: 'What changes in the service, and how we handle information',
    jaTab: 'ホーム',
    enTab: 'Home',
    crumbs: 0,
  },
  { path: '/notices', ja: 'お知らせ', en: 'Notices', crumbs: 2 },
  {
    path: '/notices/SC-2026-0044',
    ja: '再委託先を1社追加します(音声の文字起こし)',
    en: 'We are adding a sub-processor (transcription of audio)',
    crumbs: 3,
  },
  {
    path: '/notices/SC-2026-0003/revisions/1',
    ja: 'Webhookが届かなかったときに再送します',
    en: /webhook/i,
    crumbs: 4,
  },
  { path: '/calendar', ja: 'カレンダー', en: 'Calendar', crumbs: 2 },
  { path: '/policies', ja: '方針', en: 'Policies', crumbs: 2 },
  { path: '/policies/information-security', ja: '情報セキュリティ方針', en: 'Information security policy', crumbs: 3 },
  { path: '/disclosures', ja: '開示情報', en: 'Disclosures', crumbs: 2 },
  ...Object.entries(disclosures).map(([slug, title]) => ({
    path: `/disclosures/${slug}`,
    ja: title,
    en: /^[A-Z][\x20-\x7e’]+$/,
    crumbs: 3,
  })),
  { path: '/search', ja: '検索', en: 'Search', crumbs: 2 },
  { path: '/shortcuts', ja: 'キーボードショートカット', en: 'Keyboard shortcuts', crumbs: 2 },
  { path: '/api', ja: 'プログラム向けAPI', en: 'API for programs', crumbs: 2 },
  { path: '/sign-in', ja: 'サインイン', en: 'Sign in', crumbs: 0 },
  { path: '/reset-password', ja: 'パスワードの再設定', en: 'Reset your password', crumbs: 0 },
];

/** Where the links of mails lead that do not work. */
export const deadLinks = ['/reset-password/none', '/invitations/none'];
