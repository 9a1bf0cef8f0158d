/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/ukes-log.h"

#include <string.h>

#define FORMAT(event_, ...) ukes_log_format (event_, (UkesField[]){ __VA_ARGS__, { 0 } })

/* A line names the event and its fields. */
static void
test_line (void)
{
  UkeId id;
  g_autofree char *line = NULL;

  memset (&id, 0xab, sizeof id);
  line = FORMAT (UKES_EVENT_REQUEST, UKES_CODE (ROUTE, "health"), UKES_NUM (STATUS, 200),
                 UKES_ID (ID, &id));
  g_assert_cmpstr (line, ==, "request route=health status=200 id=abababababababababababababababab");
}

/* Whatever is handed in as a code, nothing that a person or a stranger wrote comes out: twenty
 * thousand texts, none of which is in its line. */
static void
test_no_text (void)
{
  static const char *const pieces[]
      = { "青柳", "Aoyagi", "090-0000-0001", "\n", "\r\n<3>forged", "\x1b[31m",    "\u202e",
          "=",    " ",      "code=1",        "\"", "%s%n",          "a@b.example", "1958/6/14",
          "X" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (int i = 0; i < 20000; i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autofree char *line = NULL;

    for (int n = g_rand_int_range (rand, 1, 5); n > 0; n--)
      g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
    line = FORMAT (UKES_EVENT_REFUSED, UKES_CODE (CODE, text->str));
    g_assert_cmpstr (line, ==, "refused code=other");
  }
}

/* A code that is too long is none, and an empty one neither. */
static void
test_length (void)
{
  g_autofree char *text = g_strnfill (41, 'a');
  g_autofree char *line
      = FORMAT (UKES_EVENT_REFUSED, UKES_CODE (CODE, text), UKES_CODE (ROUTE, ""));

  g_assert_cmpstr (line, ==, "refused code=other route=other");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/log/line", test_line);
  g_test_add_func ("/server/log/no-text", test_no_text);
  g_test_add_func ("/server/log/length", test_length);
  return g_test_run ();
}
