/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-feed-error.h"

/* The domain keeps its name, which logs and --json show. */
static void
test_domain (void)
{
  g_assert_cmpstr (g_quark_to_string (UKE_FEED_ERROR), ==, "uke_feed_error_quark");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/feed-error/domain", test_domain);
  return g_test_run ();
}
