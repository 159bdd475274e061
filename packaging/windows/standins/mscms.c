/* For tests under Wine only: Wine lacks WcsCreateIccProfile, which Qt's platform plugin may ask while it reads a screen's colours.
   "No profile" is a normal answer. Never shipped. */
#define OUT __declspec(dllexport)
OUT void *__stdcall WcsCreateIccProfile(void *profile, unsigned options) { return 0; }
OUT void *__stdcall OpenColorProfileW(void *profile, unsigned access, unsigned sharing, unsigned creating) { return 0; }
OUT int __stdcall CloseColorProfile(void *profile) { return 1; }
OUT int __stdcall GetColorProfileFromHandle(void *profile, unsigned char *bytes, unsigned *count) { if (count) *count = 0; return 0; }
int __stdcall DllMain(void *a, unsigned b, void *c) { return 1; }
