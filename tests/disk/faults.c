/* A disk that refuses: loaded before libc, it fails chosen calls on files below a folder, as told by a shared file.
   FAULTS names that file (struct control), BELOW the folder. Counts always; fails only while `kind` says so. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

enum { COUNT = 0, FULL = 1, LOST = 2 }; /* full: every write from then on; lost: one fsync, the next one says yes */
struct control { int64_t kind, after, writes, syncs, hits; char last[488]; };
static struct control *control;
static const char *below;

__attribute__((constructor)) static void begin(void) {
    const char *name = getenv("FAULTS");
    below = getenv("BELOW");
    int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
    int fd = name && below ? real(name, O_RDWR) : -1;
    if (fd < 0) return;
    void *at = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (at != MAP_FAILED) control = at;
}

static int ours(int fd, char *path, size_t size) {
    char link[64];
    if (!control) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, size - 1);
    if (n <= 0) return 0;
    path[n] = 0;
    return strncmp(path, below, strlen(below)) == 0;
}

static int hit(const char *path, int error) {
    control->hits++;
    snprintf(control->last, sizeof control->last, "%s", path);
    errno = error;
    return 1;
}

static int no_room(int fd) {
    char path[480];
    if (!ours(fd, path, sizeof path)) return 0;
    int64_t n = ++control->writes;
    return control->kind == FULL && n > control->after ? hit(path, ENOSPC) : 0;
}

static int not_kept(int fd) {
    char path[480];
    if (!ours(fd, path, sizeof path)) return 0;
    int64_t n = ++control->syncs;
    return control->kind == LOST && n == control->after + 1 ? hit(path, EIO) : 0;
}

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *b, size_t n) { REAL(ssize_t, write, int, const void *, size_t); return no_room(fd) ? -1 : real(fd, b, n); }
ssize_t pwrite(int fd, const void *b, size_t n, off_t o) { REAL(ssize_t, pwrite, int, const void *, size_t, off_t); return no_room(fd) ? -1 : real(fd, b, n, o); }
ssize_t pwrite64(int fd, const void *b, size_t n, off64_t o) { REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t); return no_room(fd) ? -1 : real(fd, b, n, o); }
ssize_t writev(int fd, const struct iovec *v, int n) { REAL(ssize_t, writev, int, const struct iovec *, int); return no_room(fd) ? -1 : real(fd, v, n); }
int fallocate(int fd, int m, off_t o, off_t n) { REAL(int, fallocate, int, int, off_t, off_t); return no_room(fd) ? -1 : real(fd, m, o, n); }
int posix_fallocate(int fd, off_t o, off_t n) { REAL(int, posix_fallocate, int, off_t, off_t); return no_room(fd) ? ENOSPC : real(fd, o, n); }
ssize_t sendfile(int o, int i, off_t *a, size_t n) { REAL(ssize_t, sendfile, int, int, off_t *, size_t); return no_room(o) ? -1 : real(o, i, a, n); }
ssize_t copy_file_range(int i, off64_t *a, int o, off64_t *b, size_t n, unsigned f) { REAL(ssize_t, copy_file_range, int, off64_t *, int, off64_t *, size_t, unsigned); return no_room(o) ? -1 : real(i, a, o, b, n, f); }
int fsync(int fd) { REAL(int, fsync, int); return not_kept(fd) ? -1 : real(fd); }
int fdatasync(int fd) { REAL(int, fdatasync, int); return not_kept(fd) ? -1 : real(fd); }
