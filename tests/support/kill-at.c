/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * Loaded before a program, it ends that program at one step of its work, as a power failure would:
 * UKE_TEST_KILL_AT is "rename NAME before", "rename NAME after", "unlink NAME before" or "unlink
 * NAME after", where NAME is the last part of the path that comes to be there, or is gone.
 */

typedef int (*Rename) (const char *from, const char *to);
typedef int (*Unlink) (const char *path);

static void
come_to (const char *call, const char *path, const char *when)
{
  const char *wanted = getenv ("UKE_TEST_KILL_AT");
  const char *slash = strrchr (path, '/');
  char here[512];

  snprintf (here, sizeof here, "%s %s %s", call, slash != NULL ? slash + 1 : path, when);
  if (wanted != NULL && strcmp (wanted, here) == 0)
    raise (SIGKILL);
}

int
rename (const char *from, const char *to)
{
  int result;

  come_to ("rename", to, "before");
  result = ((Rename)dlsym (RTLD_NEXT, "rename")) (from, to);
  come_to ("rename", to, "after");
  return result;
}

int
unlink (const char *path)
{
  int result;

  come_to ("unlink", path, "before");
  result = ((Unlink)dlsym (RTLD_NEXT, "unlink")) (path);
  come_to ("unlink", path, "after");
  return result;
}
