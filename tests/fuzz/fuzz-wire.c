/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-fuzz.h"

#include "feed/uke-test-wire.h"

/* A letter that says which message, then the message. What is read can be written, and what was
 * written is read as it was: also by an older reader, since it writes only what it knows. */

static const struct {
  char letter;
  Again again;
} messages[] = {
  { 'h', again_hello },        { 'w', again_welcome },   { 'p', again_push },
  { 'q', again_push_answer },  { 'c', again_page },      { 'r', again_resync },
  { 'f', again_fork },         { 'd', again_digest },    { 'a', again_audit },
  { 'b', again_audit_answer }, { 'k', again_hold_wish }, { 'l', again_hold_answer },
  { 's', again_rows },         { 'D', again_devices },   { 'E', again_errand },
  { 'I', again_invitation },   { 'G', again_guests },    { 'O', again_done },
  { 'e', again_refusal },
};

static Again
find_message (char letter)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (messages); i++)
    if (messages[i].letter == letter)
      return messages[i].again;
  return NULL;
}

static void
check_again (Again again, const char *json, size_t size)
{
  g_autoptr (GString) one = g_string_new (NULL), two = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean is_read = again (json, size, one, &error);

  uke_fuzz_assert_told (is_read, error);
  if (!is_read)
    return;
  if (!again (one->str, one->len, two, &error))
    g_error ("what was written is not read: %s: %s", error->message, one->str);
  uke_fuzz_assert (again == again_refusal || g_string_equal (one, two));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  Again again = size > 0 && size <= UKE_FUZZ_MAX ? find_message ((char)data[0]) : NULL;

  if (again == NULL)
    return -1;
  check_again (again, (const char *)data + 1, size - 1);
  return 0;
}
