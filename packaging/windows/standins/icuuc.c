/* For tests under Wine only: stands in for the icuuc.dll that Windows has had since 10 1703 and Wine 8 has not, so that
   Qt >= 6.10 loads. It knows no converter: UTF-8, UTF-16 and the system's code page do not go through it. Never shipped. */
#define OUT __declspec(dllexport)
typedef int code;
typedef unsigned short letter;
enum { NO_FILE = 4, UNSUPPORTED = 16 };

OUT void *ucnv_open(const char *name, code *error) { *error = NO_FILE; return 0; }
OUT void ucnv_close(void *one) {}
OUT void ucnv_reset(void *one) {}
OUT void UCNV_FROM_U_CALLBACK_SUBSTITUTE(const void *a, void *b, const letter *c, int d, int e, int f, code *error) {}
OUT void UCNV_TO_U_CALLBACK_SUBSTITUTE(const void *a, void *b, const char *c, int d, int e, code *error) {}
OUT signed char ucnv_getMaxCharSize(const void *one) { return 4; }
OUT const char *ucnv_getName(const void *one, code *error) { *error = UNSUPPORTED; return 0; }
OUT void ucnv_getToUCallBack(const void *one, void **action, const void **context) { *action = 0; *context = 0; }
OUT void ucnv_getFromUCallBack(const void *one, void **action, const void **context) { *action = 0; *context = 0; }
OUT void ucnv_setToUCallBack(void *one, void *a, const void *b, void **c, const void **d, code *error) { *error = UNSUPPORTED; }
OUT void ucnv_setFromUCallBack(void *one, void *a, const void *b, void **c, const void **d, code *error) { *error = UNSUPPORTED; }
OUT void ucnv_cbToUWriteUChars(void *a, const letter *b, int c, int d, code *error) { *error = UNSUPPORTED; }
OUT void ucnv_cbFromUWriteUChars(void *a, const letter **b, const letter *c, int d, code *error) { *error = UNSUPPORTED; }
OUT void ucnv_toUnicode(void *one, letter **a, const letter *b, const char **c, const char *d, int *e, signed char f, code *error) { *error = UNSUPPORTED; }
OUT void ucnv_fromUnicode(void *one, char **a, const char *b, const letter **c, const letter *d, int *e, signed char f, code *error) { *error = UNSUPPORTED; }
OUT int ucnv_toUCountPending(const void *one, code *error) { return 0; }
OUT int ucnv_fromUCountPending(const void *one, code *error) { return 0; }
OUT const char *ucnv_getStandardName(const char *a, const char *b, code *error) { return 0; }
OUT const char *ucnv_getAvailableName(int place) { return 0; }
OUT int ucnv_countAvailable(void) { return 0; }
int __stdcall DllMain(void *a, unsigned b, void *c) { return 1; }
