/* A disk that takes its time: each flush waits so many microseconds more (SLOWDISK_US), as one does that is asked to
   keep what it was given, and not only to have been given it. Loaded with LD_PRELOAD. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static void wait_for_it(void) {
  const char *told = getenv("SLOWDISK_US");
  if (told) usleep((useconds_t)atol(told));
}

int fsync(int file) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  wait_for_it();
  return real(file);
}

int fdatasync(int file) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  wait_for_it();
  return real(file);
}
