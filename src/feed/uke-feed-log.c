/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-feed-log.h"

/**
 * uke_feed_log_refused:
 * @format: what of the server's was refused, where in it, and why; never a value out of it
 *
 * Whoever refuses an answer goes on, and nobody returns an error that could be shown: the state
 * alone is. So this is the one thing that the layers below the app say in the log.
 *
 * Thread: any
 */
void
uke_feed_log_refused (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_logv ("uke-feed", G_LOG_LEVEL_WARNING, format, arguments);
  va_end (arguments);
}
