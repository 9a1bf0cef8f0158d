/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/uke-test-log.h"

#include <string.h>

#define MAX_KEPT (256 * 1024)

static GMutex lock;
static GString *kept;

static void
keep_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  if ((level & (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_MESSAGE)) == 0)
    return;
  g_mutex_lock (&lock);
  if (kept->len > MAX_KEPT)
    g_string_truncate (kept, 0);
  g_string_append_printf (kept, "%s\n", message);
  g_mutex_unlock (&lock);
}

static void
other_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  g_log_default_handler (domain, level, message, NULL);
  if (level & G_LOG_LEVEL_WARNING)
    G_BREAKPOINT ();
}

/**
 * uke_test_log_begin:
 *
 * Call it once, after g_test_init().
 */
void
uke_test_log_begin (void)
{
  static const char *const domains[] = { "uke-feed", "uke-store", "uke-sync" };
  const GLogLevelFlags levels
      = G_LOG_LEVEL_WARNING | G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO | G_LOG_LEVEL_DEBUG;

  kept = g_string_new (NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  g_log_set_default_handler (other_cb, NULL);
  for (unsigned i = 0; i < G_N_ELEMENTS (domains); i++)
    g_log_set_handler (domains[i], levels, keep_cb, NULL);
}

/**
 * uke_test_log_clear:
 *
 * Forgets what was logged so far.
 */
void
uke_test_log_clear (void)
{
  g_mutex_lock (&lock);
  g_string_truncate (kept, 0);
  g_mutex_unlock (&lock);
}

/**
 * uke_test_log_dup:
 *
 * Returns: (transfer full): what was logged about answers since the last clear
 */
char *
uke_test_log_dup (void)
{
  char *text;

  g_mutex_lock (&lock);
  text = g_strdup (kept->str);
  g_mutex_unlock (&lock);
  return text;
}

/**
 * uke_test_log_has:
 * @text: part of a line
 *
 * Returns: whether it was logged since the last clear
 */
gboolean
uke_test_log_has (const char *text)
{
  g_autofree char *all = uke_test_log_dup ();

  return strstr (all, text) != NULL;
}
