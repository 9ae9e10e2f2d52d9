/** The beginnings of a Vietnamese syllable, folded; a syllable may also begin with its vowel. */
const ONSETS = "b|ch|c|d|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|r|s|th|tr|t|v|x";
/** The rest of one, folded: https://vi.wikipedia.org/wiki/Vần_tiếng_Việt */
const RIMES =
  "a|ac|ach|ai|am|an|ang|anh|ao|ap|at|au|ay|e|ec|ech|em|en|eng|enh|eo|ep|et|eu|i|ia|ich|iec|iem|ien|ieng|iep|iet|ieu|im|in|inh|ip|it|iu" +
  "|o|oa|oac|oach|oai|oam|oan|oang|oanh|oao|oap|oat|oay|oc|oe|oen|oeo|oet|oi|om|on|ong|op|ot" +
  "|u|ua|uan|uang|uat|uay|uc|ue|uech|uen|uenh|uet|ui|um|un|ung|uoc|uoi|uom|uon|uong|uop|uot|uou|up|ut|uu|uy|uya|uych|uyen|uyet|uyn|uynh|uyp|uyt|uyu" +
  "|y|yem|yen|yet|yeu|ych|ym|yn|ynh|yp|yt";
const SYLLABLE = new RegExp(`^(?:${ONSETS})?(?:${RIMES})$`);

/** Tells whether folded letters can be one Vietnamese syllable: `"phieu"` can, `"book"` cannot. */
export function isSyllable(folded: string): boolean {
  return SYLLABLE.test(folded);
}
