/* A journal of what a process asks of its disk, in order, for the files below one folder.
 *
 * Loaded by LD_PRELOAD. POWERCUT_ROOT is the folder, POWERCUT_JOURNAL the file to write to. A record is
 *   char kind; u32 process; u64 at; u64 length; bytes
 * where the bytes begin with the path below the folder, and a 0.
 *   C created   W written: what, behind the path   T cut to `at` bytes   R renamed, L linked: to the path behind it
 *   U taken out   D a folder made   S synced: what the journal held, up to its byte `at`, when that was begun
 *   A acknowledged: the bytes are what somebody was told
 * What is written to shared memory (-shm) is left out: SQLite makes it anew. Processes that fork share the journal; each
 * record is one write to a file that is opened to append, under a lock that all of them hold.
 *
 * A write is recorded before it is done, a sync after: what the journal calls synced was.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST 65536
static char root[PATH_MAX];
static size_t root_length;
static int journal = -1;
static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
static char *names[MOST];
static uint32_t known;
static uint32_t of_fd[MOST]; /* the file's number + 1, 0 where it is none of ours */

#define REAL(type, name, ...) \
  static type (*real_##name)(__VA_ARGS__); \
  if (!real_##name) real_##name = dlsym(RTLD_NEXT, #name)

static void put(char kind, uint32_t name, uint64_t at, const void *bytes, uint64_t length) {
  static ssize_t (*real_writev)(int, const struct iovec *, int);
  if (!real_writev) real_writev = dlsym(RTLD_NEXT, "writev");
  struct { char kind; uint32_t name; uint64_t at, length; } __attribute__((packed)) head = {kind, name, at, length};
  struct iovec parts[2] = {{&head, sizeof head}, {(void *)bytes, length}};
  uint64_t whole = sizeof head + length, done = 0;
  flock(journal, LOCK_EX);
  while (done < whole) {
    ssize_t wrote = real_writev(journal, parts, 2);
    if (wrote < 0) { if (errno == EINTR) continue; abort(); }
    done += wrote;
    for (int i = 0; i < 2; i++) {
      size_t off = (size_t)wrote < parts[i].iov_len ? (size_t)wrote : parts[i].iov_len;
      parts[i].iov_base = (char *)parts[i].iov_base + off; parts[i].iov_len -= off; wrote -= off;
    }
  }
  flock(journal, LOCK_UN);
}

static void begin(void) {
  if (journal >= 0 || !getenv("POWERCUT_ROOT")) return;
  if (!realpath(getenv("POWERCUT_ROOT"), root)) return;
  root_length = strlen(root);
  static int (*real_open)(const char *, int, ...);
  real_open = dlsym(RTLD_NEXT, "open");
  journal = real_open(getenv("POWERCUT_JOURNAL"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (journal >= 0) { int high = fcntl(journal, F_DUPFD_CLOEXEC, 900); if (high >= 0) { close(journal); journal = high; } }
}
__attribute__((constructor)) static void at_start(void) { begin(); }

static void keep(void) { pthread_mutex_lock(&one); }
static void leave(void) { pthread_mutex_unlock(&one); }

/* A forked child opens the journal for itself, so that the lock between processes is one. */
static void in_child(void) { journal = -1; begin(); pthread_mutex_unlock(&one); }
__attribute__((constructor)) static void at_fork(void) { pthread_atfork(keep, leave, in_child); }

/* A path below the root, whole and without its links; 0 where it is none. */
static int ours(int dir, const char *path, char *whole) {
  if (journal < 0 || !path) return 0;
  char joined[PATH_MAX];
  if (path[0] == '/') snprintf(joined, sizeof joined, "%s", path);
  else if (dir == AT_FDCWD) { char here[PATH_MAX]; if (!getcwd(here, sizeof here)) return 0; if (snprintf(joined, sizeof joined, "%s/%s", here, path) >= PATH_MAX) return 0; }
  else { char link[64], base[PATH_MAX]; snprintf(link, sizeof link, "/proc/self/fd/%d", dir);
    ssize_t n = readlink(link, base, sizeof base - 1); if (n < 0) return 0; base[n] = 0;
    if (snprintf(joined, sizeof joined, "%s/%s", base, path) >= PATH_MAX) return 0; }
  /* out with /./ and // */
  char *to = whole;
  for (char *from = joined; *from;) {
    if (from[0] == '/' && from[1] == '/') { from++; continue; }
    if (from[0] == '/' && from[1] == '.' && (from[2] == '/' || !from[2])) { from += 2; continue; }
    *to++ = *from++;
  }
  if (to > whole + 1 && to[-1] == '/') to--;
  *to = 0;
  if (strncmp(whole, root, root_length) || (whole[root_length] != '/' && whole[root_length])) return 0;
  size_t n = strlen(whole);
  if (n > 4 && !strcmp(whole + n - 4, "-shm")) return 0;
  return 1;
}

static uint32_t number(const char *whole) { /* held: one */
  const char *rest = whole + root_length; if (*rest == '/') rest++;
  for (uint32_t i = 0; i < known; i++) if (!strcmp(names[i], rest)) return i;
  if (known == MOST) abort();
  names[known] = strdup(rest);
  return known++;
}
static void put_named(char kind, const char *whole, uint64_t at, const char *other) {
  pthread_mutex_lock(&one);
  char both[2 * PATH_MAX + 2];
  const char *rest = whole + root_length; if (*rest == '/') rest++;
  const char *second = other ? other + root_length : ""; if (*second == '/') second++;
  int n = snprintf(both, sizeof both, "%s%c%s", rest, 0, second);
  put(kind, (uint32_t)getpid(), at, both, n);
  pthread_mutex_unlock(&one);
}

static void opened(int fd, const char *whole, int flags, int there) {
  if (fd < 0 || fd >= MOST) return;
  pthread_mutex_lock(&one);
  uint32_t name = number(whole);
  of_fd[fd] = name + 1;
  pthread_mutex_unlock(&one);
  if ((flags & O_CREAT) && !there) put_named('C', whole, 0, NULL);
  else if ((flags & O_TRUNC) && (flags & O_ACCMODE) != O_RDONLY) put_named('T', whole, 0, NULL);
}

static int is_there(const char *whole) { struct stat s; return fstatat(AT_FDCWD, whole, &s, AT_SYMLINK_NOFOLLOW) == 0; }

#define OPENING(name, before, call) \
  int mode = 0; if (flags & (O_CREAT | __O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, int); va_end(more); } \
  char whole[2 * PATH_MAX]; int mine = ours(before, path, whole); int there = mine && is_there(whole); \
  int fd = call; if (fd >= 0 && fd < MOST) of_fd[fd] = 0; if (mine) opened(fd, whole, flags, there); return fd;

int open(const char *path, int flags, ...) { REAL(int, open, const char *, int, ...); OPENING(open, AT_FDCWD, real_open(path, flags, mode)) }
int open64(const char *path, int flags, ...) { REAL(int, open64, const char *, int, ...); OPENING(open64, AT_FDCWD, real_open64(path, flags, mode)) }
int openat(int dir, const char *path, int flags, ...) { REAL(int, openat, int, const char *, int, ...); OPENING(openat, dir, real_openat(dir, path, flags, mode)) }
int openat64(int dir, const char *path, int flags, ...) { REAL(int, openat64, int, const char *, int, ...); OPENING(openat64, dir, real_openat64(dir, path, flags, mode)) }

int close(int fd) { REAL(int, close, int); if (fd == journal && fd >= 0) return 0; if (fd >= 0 && fd < MOST) of_fd[fd] = 0; return real_close(fd); }

static const char *file(int fd, char *whole) {
  if (journal < 0 || fd < 0 || fd >= MOST || !of_fd[fd]) return NULL;
  snprintf(whole, PATH_MAX * 2, "%s/%s", root, names[of_fd[fd] - 1]);
  return whole;
}
/* path, 0, bytes */
static void wrote(int fd, const void *bytes, size_t length, off_t at) {
  char whole[2 * PATH_MAX];
  if (!file(fd, whole)) return;
  const char *rest = names[of_fd[fd] - 1];
  size_t n = strlen(rest) + 1;
  char *both = malloc(n + length);
  memcpy(both, rest, n); memcpy(both + n, bytes, length);
  pthread_mutex_lock(&one); put('W', (uint32_t)getpid(), at, both, n + length); pthread_mutex_unlock(&one);
  free(both);
}
static off_t place(int fd) {
  if (fcntl(fd, F_GETFL) & O_APPEND) { struct stat s; return fstat(fd, &s) ? 0 : s.st_size; }
  return lseek(fd, 0, SEEK_CUR);
}

ssize_t write(int fd, const void *bytes, size_t length) { REAL(ssize_t, write, int, const void *, size_t); char w[2 * PATH_MAX]; if (file(fd, w)) wrote(fd, bytes, length, place(fd)); return real_write(fd, bytes, length); }
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) { REAL(ssize_t, pwrite, int, const void *, size_t, off_t); wrote(fd, bytes, length, at); return real_pwrite(fd, bytes, length, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) { REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t); wrote(fd, bytes, length, at); return real_pwrite64(fd, bytes, length, at); }
static void wrote_parts(int fd, const struct iovec *parts, int count, off_t at) { for (int i = 0; i < count; i++) { wrote(fd, parts[i].iov_base, parts[i].iov_len, at); at += parts[i].iov_len; } }
ssize_t writev(int fd, const struct iovec *parts, int count) { REAL(ssize_t, writev, int, const struct iovec *, int); char w[2 * PATH_MAX]; if (file(fd, w)) wrote_parts(fd, parts, count, place(fd)); return real_writev(fd, parts, count); }
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) { REAL(ssize_t, pwritev, int, const struct iovec *, int, off_t); wrote_parts(fd, parts, count, at); return real_pwritev(fd, parts, count, at); }
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) { REAL(ssize_t, pwritev64, int, const struct iovec *, int, off64_t); wrote_parts(fd, parts, count, at); return real_pwritev64(fd, parts, count, at); }

static void cut(int fd, off_t to) { char w[2 * PATH_MAX]; if (file(fd, w)) put_named('T', w, to, NULL); }
int ftruncate(int fd, off_t to) { REAL(int, ftruncate, int, off_t); cut(fd, to); return real_ftruncate(fd, to); }
int ftruncate64(int fd, off64_t to) { REAL(int, ftruncate64, int, off64_t); cut(fd, to); return real_ftruncate64(fd, to); }
static void longer(int fd, off_t to) { struct stat s; if (!fstat(fd, &s) && to > s.st_size) cut(fd, to); }
int posix_fallocate(int fd, off_t at, off_t length) { REAL(int, posix_fallocate, int, off_t, off_t); longer(fd, at + length); return real_posix_fallocate(fd, at, length); }
int posix_fallocate64(int fd, off64_t at, off64_t length) { REAL(int, posix_fallocate64, int, off64_t, off64_t); longer(fd, at + length); return real_posix_fallocate64(fd, at, length); }
int fallocate(int fd, int mode, off_t at, off_t length) { REAL(int, fallocate, int, int, off_t, off_t); if (!mode) longer(fd, at + length); return real_fallocate(fd, mode, at, length); }

static off_t so_far(void) { struct stat s; return journal < 0 || fstat(journal, &s) ? 0 : s.st_size; }
static int synced(int fd, off_t began, int answer) { char w[2 * PATH_MAX]; if (!answer && file(fd, w)) put_named('S', w, began, NULL); return answer; }
int fsync(int fd) { REAL(int, fsync, int); off_t began = so_far(); return synced(fd, began, real_fsync(fd)); }
int fdatasync(int fd) { REAL(int, fdatasync, int); off_t began = so_far(); return synced(fd, began, real_fdatasync(fd)); }
/* Told where they are begun, they promise nothing. */
int sync_file_range(int fd, off64_t at, off64_t length, unsigned flags) { REAL(int, sync_file_range, int, off64_t, off64_t, unsigned); return real_sync_file_range(fd, at, length, flags); }

static void renamed(int from_dir, const char *from, int to_dir, const char *to) {
  char a[2 * PATH_MAX], b[2 * PATH_MAX]; int in = ours(from_dir, from, a), out = ours(to_dir, to, b);
  if (in && out) {
    put_named('R', a, 0, b);
    pthread_mutex_lock(&one);
    uint32_t was = number(a) + 1, is = number(b) + 1; /* who has it open has it by its new name */
    for (int fd = 0; fd < MOST; fd++) if (of_fd[fd] == was) of_fd[fd] = is;
    pthread_mutex_unlock(&one);
  } else if (in) put_named('U', a, 0, NULL);
}
int rename(const char *from, const char *to) { REAL(int, rename, const char *, const char *); int r = real_rename(from, to); if (!r) renamed(AT_FDCWD, from, AT_FDCWD, to); return r; }
int renameat(int fd, const char *from, int td, const char *to) { REAL(int, renameat, int, const char *, int, const char *); int r = real_renameat(fd, from, td, to); if (!r) renamed(fd, from, td, to); return r; }
int renameat2(int fd, const char *from, int td, const char *to, unsigned flags) { REAL(int, renameat2, int, const char *, int, const char *, unsigned); int r = real_renameat2(fd, from, td, to, flags); if (!r) renamed(fd, from, td, to); return r; }
int link(const char *from, const char *to) { REAL(int, link, const char *, const char *); int r = real_link(from, to); char a[2 * PATH_MAX], b[2 * PATH_MAX]; if (!r && ours(AT_FDCWD, from, a) && ours(AT_FDCWD, to, b)) put_named('L', a, 0, b); return r; }
static void gone(int dir, const char *path) { char a[2 * PATH_MAX]; if (ours(dir, path, a)) put_named('U', a, 0, NULL); }
int unlink(const char *path) { REAL(int, unlink, const char *); int r = real_unlink(path); if (!r) gone(AT_FDCWD, path); return r; }
int unlinkat(int dir, const char *path, int flags) { REAL(int, unlinkat, int, const char *, int); int r = real_unlinkat(dir, path, flags); if (!r) gone(dir, path); return r; }
int rmdir(const char *path) { REAL(int, rmdir, const char *); int r = real_rmdir(path); if (!r) gone(AT_FDCWD, path); return r; }
int mkdir(const char *path, mode_t mode) { REAL(int, mkdir, const char *, mode_t); int r = real_mkdir(path, mode); char a[2 * PATH_MAX]; if (!r && ours(AT_FDCWD, path, a)) put_named('D', a, 0, NULL); return r; }
int mkdirat(int dir, const char *path, mode_t mode) { REAL(int, mkdirat, int, const char *, mode_t); int r = real_mkdirat(dir, path, mode); char a[2 * PATH_MAX]; if (!r && ours(dir, path, a)) put_named('D', a, 0, NULL); return r; }

/* For who acknowledges: what was told, at its place among the writes. */
void powercut_acknowledged(const char *what) { if (journal >= 0) { pthread_mutex_lock(&one); put('A', (uint32_t)getpid(), 0, what, strlen(what)); pthread_mutex_unlock(&one); } }
