/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-draft.h"
#include "model/uke-entities.h"
#include "model/uke-staff-name.h"

static char *
dup_name (const char *family, const char *given)
{
  g_autoptr (UkeDraft) draft = uke_draft_new (&UKE_ENTITY_STAFF, 1700000000000000);
  g_autoptr (UkeRecord) staff = NULL;

  uke_draft_set_text (draft, UKE_STAFF_FAMILY_NAME, family);
  if (given != NULL)
    uke_draft_set_text (draft, UKE_STAFF_GIVEN_NAME, given);
  staff = uke_draft_make_record (draft);
  return uke_staff_dup_name (staff);
}

/* A space stands between two names, and none behind one. */
static void
test_names (void)
{
  g_autofree char *both = dup_name ("佐藤", "花子"), *one = dup_name ("佐藤", NULL);
  g_autofree char *empty = dup_name ("佐藤", "");

  g_assert_cmpstr (both, ==, "佐藤 花子");
  g_assert_cmpstr (one, ==, "佐藤");
  g_assert_cmpstr (empty, ==, "佐藤");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/staff-name/names", test_names);
  return g_test_run ();
}
