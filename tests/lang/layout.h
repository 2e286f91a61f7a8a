/*
 * layout.h: the structs of layout.sys in C.
 */
typedef uint64_t __attribute__((aligned(8))) aligned_u64;

struct plain { uint8_t a; uint16_t b; uint32_t c; uint64_t d; long e; unsigned long f; int8_t g; };
struct longs { uint32_t a; int64_t b; uint8_t c; };
struct aligned64 { uint32_t a; aligned_u64 b; uint32_t c; };
struct kernel_longs { uint8_t a; long b; unsigned long c; };
struct pointers { uint8_t a; uint32_t *b; uint8_t c; aligned_u64 d; uint8_t e; uint32_t f; };
struct arrays { uint8_t a; uint16_t b[3]; char c[5]; char d[3]; uint64_t e[2]; uint8_t f[6]; int g[2]; };
struct inner { uint8_t a; uint64_t b; };
struct nested { uint8_t a; struct inner b; uint8_t c; struct inner d[2]; struct { uint8_t x; uint32_t y; } e; };
struct packed_all { uint8_t a; uint64_t b; uint32_t c; struct inner d; } __attribute__((packed));
#ifdef __x86_64__
struct packed_one { uint32_t a; uint64_t b; } __attribute__((packed));
#else
struct packed_one { uint32_t a; uint64_t b; };
#endif
struct strict { uint8_t a; uint32_t b; } __attribute__((aligned(16)));
struct both { uint8_t a; uint32_t b; uint8_t c; } __attribute__((packed, aligned(4)));
struct either { union { uint8_t a; uint32_t b; uint8_t c[7]; }; };
struct holds_either { uint8_t a; struct either b; uint8_t c; };
struct bits { uint32_t a : 3, b : 5, c : 25; uint8_t d; };
struct bits_after { uint8_t a; uint32_t b : 4, c : 20, d : 1; };
struct bits_long { uint32_t a; uint64_t b : 1, c : 2, d : 29; uint32_t e; };
struct bits_bytes { uint8_t a; uint8_t b : 4, c : 4; int16_t d; int32_t e; };
struct bits_mixed { uint8_t a : 5; uint16_t b : 9; uint8_t c : 3; uint32_t d : 7; };
struct bits_packed { uint32_t a : 7, b : 20; uint16_t c : 5; uint8_t d; } __attribute__((packed));
struct computed { uint8_t a; uint32_t b; };
struct grouped { uint8_t a; uint64_t b; uint8_t c; uint16_t d; };
struct spliced { uint8_t a; union { struct { uint8_t b; uint64_t c; }; uint16_t d; }; uint8_t e; };
struct padded { uint8_t a; union { struct { uint64_t b; uint8_t c; }; uint8_t d; }; uint8_t e; };
struct typed { uint8_t a; union { uint64_t x; uint8_t y[12]; uint16_t z; } b; uint8_t c; };
struct alone { union { uint16_t a; struct { uint16_t a1, b; uint32_t c; }; struct { uint16_t a2; uint32_t d; };
		       struct { uint16_t a3; uint8_t e; }; }; };
#ifdef __x86_64__
struct placed { uint32_t a, x[2]; uint16_t b; uint32_t c, y; uint8_t d; };
#else
struct placed { uint32_t a, x[2]; uint16_t b; uint32_t c; uint8_t d; };
#endif
struct bounded { uint32_t n; char a[10]; uint16_t b; };
struct big_endian { uint16_t a; uint32_t b; uint64_t c; };
struct sets { uint8_t a, b[8], c; };
struct tables { uint8_t a; uint32_t b; uint8_t c; uint64_t d; };
