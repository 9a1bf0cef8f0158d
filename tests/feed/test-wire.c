/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-wire.h"

#include "feed/uke-decide.h"
#include "feed/uke-feed-error.h"
#include "feed/uke-wire-devices.h"

#include <string.h>

/* Codes on the wire and their statuses are a registry: they are what they always were. */
static void
test_codes_golden (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (int code = UKE_WIRE_OK; code <= UKE_WIRE_NOT_ALLOWED; code++)
    g_string_append_printf (text, "%u %s\n", uke_wire_error_get_status ((UkeWireErrorCode)code),
                            uke_wire_error_get_text ((UkeWireErrorCode)code));
  g_assert_cmpstr (text->str, ==,
                   "200 \n400 malformed\n403 device_revoked\n403 device_unknown\n403 cloned\n"
                   "409 stale_epoch\n409 bad_cursor\n410 too_old\n413 too_large\n426 schema\n"
                   "503 busy\n404 not_found\n409 taken\n403 not_allowed\n");
}

static UkeWireRefusal
read_refusal (unsigned status, const char *json)
{
  UkeWireRefusal refusal = { UKE_WIRE_OK };

  uke_wire_refusal_read (status, json, strlen (json), &refusal);
  return refusal;
}

/* Every refusal is read as it was written, with what belongs to it. */
static void
test_refusals (void)
{
  for (int code = UKE_WIRE_MALFORMED; code <= UKE_WIRE_NOT_ALLOWED; code++) {
    const UkeWireRefusal refusal
        = { (UkeWireErrorCode)code, { { 7 } }, .min_seq = 12, .sv_min = 3, .retry_after_s = 4 };
    g_autoptr (GString) json = g_string_new (NULL);
    UkeWireRefusal again;

    uke_wire_refusal_write (&refusal, json);
    again = read_refusal (uke_wire_error_get_status (refusal.code), json->str);
    g_assert_cmpint (again.code, ==, code);
    g_assert_cmpuint (again.retry_after_s, ==, 4);
    g_assert_cmpint (again.min_seq, ==, code == UKE_WIRE_TOO_OLD ? 12 : 0);
    g_assert_cmpuint (again.sv_min, ==, code == UKE_WIRE_SCHEMA ? 3 : 0);
    g_assert_cmpint (uke_id_is_none (&again.epoch), ==, code != UKE_WIRE_STALE_EPOCH);
  }
}

/* A page of somebody's proxy, a code under a foreign status, and a refusal without what it needs
 * are taken for the mildest that fits: nothing final follows from them. */
static void
test_foreign_refusals (void)
{
  static const char page[] = "<html><h1>403 Forbidden</h1></html>";

  g_assert_cmpint (read_refusal (403, page).code, ==, UKE_WIRE_BUSY);
  g_assert_cmpint (read_refusal (409, page).code, ==, UKE_WIRE_BUSY);
  g_assert_cmpint (read_refusal (410, page).code, ==, UKE_WIRE_BUSY);
  g_assert_cmpint (read_refusal (426, page).code, ==, UKE_WIRE_BUSY);
  g_assert_cmpint (read_refusal (302, page).code, ==, UKE_WIRE_BUSY);
  g_assert_cmpint (read_refusal (413, page).code, ==, UKE_WIRE_TOO_LARGE);
  g_assert_cmpint (read_refusal (404, page).code, ==, UKE_WIRE_NOT_FOUND);
  g_assert_cmpint (read_refusal (400, "").code, ==, UKE_WIRE_MALFORMED);
  g_assert_cmpint (read_refusal (500, "{\"error\":\"device_revoked\"}").code, ==, UKE_WIRE_BUSY);
  g_assert_cmpint (read_refusal (409, "{\"error\":\"stale_epoch\"}").code, ==, UKE_WIRE_BUSY);
  g_assert_cmpint (read_refusal (410, "{\"error\":\"too_old\",\"min_seq\":-1}").code, ==,
                   UKE_WIRE_BUSY);
  g_assert_cmpint (read_refusal (429, "{\"error\":\"busy\",\"retry_after_s\":9}").retry_after_s, ==,
                   9);
}

/* A history of @n entries after @cursor, whose chain holds. */
static UkeWirePage *
make_page (const UkeCursor *cursor, unsigned n, UkeOutcome outcome)
{
  UkeWirePage *page = uke_wire_page_new ();
  UkeCursor at = *cursor;

  page->epoch = cursor->epoch;
  page->from = cursor->seq;
  page->at_us = 1795482000000000;
  for (unsigned i = 0; i < n; i++) {
    UkeWireEntry entry
        = { .seq = at.seq + 1, .meta = { .dev = 1, .dseq = 1, .outcome = outcome, .sv = 1 } };
    uint8_t meta[UKE_LOG_META_SIZE];

    entry.payload = g_bytes_new ("{\"set\"}", 7);
    uke_sha256 ("{\"set\"}", 7, entry.payload_hash);
    if (outcome != UKE_OUTCOME_APPLIED) {
      entry.effect = g_bytes_new ("{}", 2);
      uke_sha256 ("{}", 2, entry.meta.effect_hash);
    }
    uke_log_meta_write (&entry.meta, meta);
    uke_sha256 (meta, sizeof meta, entry.meta_hash);
    uke_chain_next (at.chain, entry.seq, &entry.meta, entry.payload_hash, entry.chain);
    uke_wire_entry_advance (&entry, &at);
    g_array_append_val (page->entries, entry);
  }
  page->head = at.seq;
  page->cursor = at;
  return page;
}

static UkeWireEntry *
get_entry (UkeWirePage *page, unsigned index)
{
  return &g_array_index (page->entries, UkeWireEntry, index);
}

/* Entries are taken in their order, and what is there already is passed over. */
static void
test_entry_fit (void)
{
  UkeCursor cursor = { .epoch = { { 1 } } };
  g_autoptr (UkeWirePage) page = make_page (&cursor, 3, UKE_OUTCOME_MERGED);

  g_assert_cmpint (uke_wire_entry_fit (get_entry (page, 1), &cursor), ==, UKE_WIRE_ENTRY_GAP);
  for (unsigned i = 0; i < 3; i++) {
    g_assert_cmpint (uke_wire_entry_fit (get_entry (page, i), &cursor), ==, UKE_WIRE_ENTRY_NEXT);
    uke_wire_entry_advance (get_entry (page, i), &cursor);
    g_assert_cmpint (uke_wire_entry_fit (get_entry (page, i), &cursor), ==, UKE_WIRE_ENTRY_KNOWN);
  }
  g_assert_true (uke_cursor_same_place (&cursor, &page->cursor));
  g_assert_cmpint (uke_wire_entry_fit (get_entry (page, 0), &cursor), ==, UKE_WIRE_ENTRY_KNOWN);
}

/* Whatever is changed in an entry on its way shows: its facts, its payload, its effect, its number,
 * and an entry of another history at the desk's own place (P8, P19). */
static void
test_entry_diverged (void)
{
  const UkeCursor start = { .epoch = { { 1 } } };
  UkeCursor cursor = start;
  g_autoptr (UkeWirePage) page = make_page (&start, 1, UKE_OUTCOME_MERGED);
  UkeWireEntry *entry = get_entry (page, 0), changed = *entry;

  changed.meta_hash[0] ^= 1;
  g_assert_cmpint (uke_wire_entry_fit (&changed, &start), ==, UKE_WIRE_ENTRY_DIVERGED);
  changed = *entry;
  changed.payload_hash[31] ^= 1;
  g_assert_cmpint (uke_wire_entry_fit (&changed, &start), ==, UKE_WIRE_ENTRY_DIVERGED);
  changed = *entry;
  changed.chain[5] ^= 1;
  g_assert_cmpint (uke_wire_entry_fit (&changed, &start), ==, UKE_WIRE_ENTRY_DIVERGED);
  changed = *entry;
  changed.effect = g_bytes_new_static ("{ }", 3);
  g_assert_cmpint (uke_wire_entry_fit (&changed, &start), ==, UKE_WIRE_ENTRY_DIVERGED);
  g_bytes_unref (changed.effect);
  uke_wire_entry_advance (entry, &cursor);
  changed = *entry;
  changed.chain[0] ^= 1;
  g_assert_cmpint (uke_wire_entry_fit (&changed, &cursor), ==, UKE_WIRE_ENTRY_DIVERGED);
}

static UkeWirePage *
pass_page (UkeWirePage *page)
{
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  UkeWirePage *again;

  uke_wire_page_write (page, json);
  again = uke_wire_page_read (json->str, json->len, &error);
  g_assert_no_error (error);
  return again;
}

/* An entry that may not be read, and one whose payload was erased, keep the chain whole. */
static void
test_stub_and_erased (void)
{
  const UkeCursor start = { .epoch = { { 1 } } };
  UkeCursor cursor = start;
  g_autoptr (UkeWirePage) page = make_page (&start, 3, UKE_OUTCOME_MERGED), again = NULL;

  get_entry (page, 0)->is_stub = TRUE;
  g_clear_pointer (&get_entry (page, 1)->payload, g_bytes_unref);
  g_clear_pointer (&get_entry (page, 1)->effect, g_bytes_unref);
  again = pass_page (page);
  g_assert_true (get_entry (again, 0)->is_stub);
  g_assert_null (get_entry (again, 1)->payload);
  g_assert_nonnull (get_entry (again, 2)->effect);
  for (unsigned i = 0; i < 3; i++) {
    g_assert_cmpint (uke_wire_entry_fit (get_entry (again, i), &cursor), ==, UKE_WIRE_ENTRY_NEXT);
    uke_wire_entry_advance (get_entry (again, i), &cursor);
  }
}

/* The largest change-set that there can be, of nothing but quotes, goes through the wire both ways:
 * a desk must never stand before an entry that it cannot read. */
static void
test_largest_set (void)
{
  g_autofree char *quotes = g_strnfill (256 * 1024, '"');
  g_autofree char *effect = g_strnfill (3 * 1024 * 1024, '\\');
  g_autoptr (GBytes) body = g_bytes_new (quotes, strlen (quotes));
  g_autoptr (UkeWirePush) push = uke_wire_push_new (), push_again = NULL;
  const UkeCursor start = { .epoch = { { 1 } } };
  g_autoptr (UkeWirePage) page = make_page (&start, 1, UKE_OUTCOME_MERGED), again = NULL;
  g_autoptr (GString) json = g_string_new (NULL);

  push->sv = 1;
  uke_wire_push_add (push, body, UKE_NO_CAP);
  uke_wire_push_write (push, json);
  g_assert_cmpuint (json->len, <=, UKE_WIRE_MAX_BYTES);
  push_again = uke_wire_push_read (json->str, json->len, NULL);
  g_assert_true (g_bytes_equal (g_array_index (push_again->sets, UkeWireSet, 0).body, body));
  g_bytes_unref (get_entry (page, 0)->payload);
  g_bytes_unref (get_entry (page, 0)->effect);
  get_entry (page, 0)->payload = g_bytes_ref (body);
  get_entry (page, 0)->effect = g_bytes_new (effect, strlen (effect));
  again = pass_page (page);
  g_assert_true (g_bytes_equal (get_entry (again, 0)->payload, body));
}

static UkeWirePush *
make_push (unsigned n_sets)
{
  UkeWirePush *push = uke_wire_push_new ();
  g_autoptr (GBytes) body = g_bytes_new_static ("{}", 2);

  for (unsigned i = 0; i < n_sets; i++)
    uke_wire_push_add (push, body, i);
  return push;
}

/* More of anything than is allowed is refused as a whole. */
static void
test_limits (void)
{
  g_autoptr (UkeWirePush) push = make_push (UKE_WIRE_MAX_SETS + 1), good = NULL;
  g_autoptr (UkeWireResync) resync = uke_wire_resync_new ();
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GError) error = NULL, size_error = NULL;
  g_autofree char *spaces = g_strnfill (UKE_WIRE_MAX_BYTES + 1, ' ');

  uke_wire_push_write (push, json);
  g_assert_null (uke_wire_push_read (json->str, json->len, &error));
  g_assert_error (error, UKE_FEED_ERROR, UKE_FEED_ERROR_MALFORMED);
  g_array_set_size (push->sets, UKE_WIRE_MAX_SETS);
  g_string_truncate (json, 0);
  uke_wire_push_write (push, json);
  good = uke_wire_push_read (json->str, json->len, NULL);
  g_assert_cmpint (g_array_index (good->sets, UkeWireSet, 199).cap, ==, 199);
  g_array_set_size (resync->heads, UKE_WIRE_MAX_HEADS + 1);
  g_string_truncate (json, 0);
  uke_wire_resync_write (resync, json);
  g_assert_null (uke_wire_resync_read (json->str, json->len, NULL));
  g_assert_null (uke_wire_push_read (spaces, strlen (spaces), &size_error));
  g_assert_error (size_error, UKE_FEED_ERROR, UKE_FEED_ERROR_LIMIT);
}

/* One message of each kind, as bytes: what is changed at random below. */
static GPtrArray *
make_samples (void)
{
  GPtrArray *samples = g_ptr_array_new_with_free_func (g_free);
  const UkeCursor start = { .epoch = { { 1 } } };
  g_autoptr (UkeWirePage) page = make_page (&start, 2, UKE_OUTCOME_PARKED);
  g_autoptr (UkeWirePush) push = make_push (2);
  g_autoptr (UkeWirePushAnswer) answer = uke_wire_push_answer_new ();
  const UkeWireResult dup = { { { 1 } }, UKE_WIRE_RESULT_DUP, 1, UKE_OUTCOME_MERGED };
  g_autoptr (GString) json = g_string_new (NULL);

  uke_wire_page_write (page, json);
  g_ptr_array_add (samples, g_strdup (json->str));
  g_string_truncate (json, 0);
  push->has_cursor = TRUE;
  push->cursor = page->cursor;
  uke_wire_push_write (push, json);
  g_ptr_array_add (samples, g_strdup (json->str));
  g_string_truncate (json, 0);
  answer->epoch = start.epoch;
  g_array_append_val (answer->results, dup);
  answer->page = g_steal_pointer (&page);
  uke_wire_push_answer_write (answer, json);
  g_ptr_array_add (samples, g_strdup (json->str));
  return samples;
}

static void
change_bytes (GString *text)
{
  static const char letters[] = "{}[]\",:0123456789-.eE\\u\x80\xff ntf";

  for (int n = g_test_rand_int_range (1, 4); n > 0 && text->len > 4; n--) {
    gsize at = (gsize)g_test_rand_int_range (0, (int)text->len);
    gssize length = g_test_rand_int_range (1, 9);

    switch (g_test_rand_int_range (0, 4)) {
    case 0:
      g_string_erase (text, (gssize)at, MIN ((gssize)(text->len - at), length));
      break;
    case 1:
      g_string_insert_c (text, (gssize)at,
                         letters[g_test_rand_int_range (0, G_N_ELEMENTS (letters) - 1)]);
      break;
    case 2:
      g_string_insert_len (text, (gssize)at, text->str + at / 2,
                           MIN ((gssize)(text->len - at / 2), 20));
      break;
    default:
      text->str[at] = letters[g_test_rand_int_range (0, G_N_ELEMENTS (letters) - 1)];
    }
  }
}

/* What is still read of changed bytes is written and read again to the same. */
static void
check_stable (unsigned kind, const GString *text)
{
  g_autoptr (GString) one = g_string_new (NULL), two = g_string_new (NULL);

  for (unsigned round = 0; round < 2; round++) {
    const GString *from = round == 0 ? text : one;
    GString *to = round == 0 ? one : two;
    g_autoptr (UkeWirePage) page = NULL;
    g_autoptr (UkeWirePush) push = NULL;
    g_autoptr (UkeWirePushAnswer) answer = NULL;

    if (kind == 0 && (page = uke_wire_page_read (from->str, from->len, NULL)) != NULL)
      uke_wire_page_write (page, to);
    else if (kind == 1 && (push = uke_wire_push_read (from->str, from->len, NULL)) != NULL)
      uke_wire_push_write (push, to);
    else if (kind == 2 && (answer = uke_wire_push_answer_read (from->str, from->len, NULL)) != NULL)
      uke_wire_push_answer_write (answer, to);
    else {
      g_assert_cmpuint (round, ==, 0);
      return;
    }
  }
  g_assert_cmpstr (one->str, ==, two->str);
}

/* Damaged messages are refused or read, never more than that; the sanitizers watch. */
static void
test_damaged (void)
{
  g_autoptr (GPtrArray) samples = make_samples ();

  for (unsigned round = 0; round < 30000; round++) {
    unsigned kind = round % samples->len;
    g_autoptr (GString) text = g_string_new (samples->pdata[kind]);

    change_bytes (text);
    check_stable (kind, text);
  }
}

/* An entry's facts, outcome and effect agree, or it is none. */
static void
test_entry_refused (void)
{
  const UkeCursor start = { .epoch = { { 1 } } };
  g_autoptr (UkeWirePage) page = make_page (&start, 1, UKE_OUTCOME_MERGED);
  g_autoptr (GString) json = g_string_new (NULL);

  g_clear_pointer (&get_entry (page, 0)->effect, g_bytes_unref);
  uke_wire_page_write (page, json);
  g_assert_null (uke_wire_page_read (json->str, json->len, NULL));
  get_entry (page, 0)->meta.outcome = UKE_OUTCOME_APPLIED;
  g_string_truncate (json, 0);
  uke_wire_page_write (page, json);
  g_assert_null (uke_wire_page_read (json->str, json->len, NULL));
  memset (get_entry (page, 0)->meta.effect_hash, 0, UKE_SHA256_SIZE);
  g_string_truncate (json, 0);
  uke_wire_page_write (page, json);
  g_clear_pointer (&page, uke_wire_page_free);
  page = uke_wire_page_read (json->str, json->len, NULL);
  g_assert_nonnull (page);
}

/* What desks are told about each other is taken apart as strictly: a list without a name, a code
 * that is none, a name that steers, and anything that is no object are refused. */
static void
test_devices_strict (void)
{
  static const char *const lists[] = {
    "[]", "{}", "{\"at_us\":1,\"devices\":[{\"dev\":2}]}",
    "{\"at_us\":1,\"devices\":[{\"dev\":-2,\"name\":\"a\",\"state\":\"enrolled\","
    "\"enrolled_at_us\":1,\"expires_at_us\":1,\"last_seen_us\":1,\"version\":\"\",\"audit\":0}]}"
  };
  static const char *const codes[]
      = { "{\"code\":\"1234567\",\"expires_at_us\":1}",
          "{\"code\":\"1234567x\",\"expires_at_us\":1}", "{\"code\":\"12345678\"}", "7" };
  static const char *const guests[]
      = { "{\"guests\":{}}", "{\"guests\":[7]}", "{\"guests\":[{\"dev\":1,\"name\":\"a\"}]}" };
  static const char staff[] = "{\"staff\":\"0123456789abcdef0123456789abcdef\",\"name\":\"%s\"}";
  g_autofree char *steering = g_strdup_printf (staff, "a\u202eb");

  for (unsigned i = 0; i < G_N_ELEMENTS (lists); i++)
    g_assert_null (uke_wire_devices_read (lists[i], strlen (lists[i]), NULL));
  for (unsigned i = 0; i < G_N_ELEMENTS (codes); i++) {
    UkeWireInvitation invitation;

    g_assert_false (uke_wire_invitation_read (codes[i], strlen (codes[i]), &invitation, NULL));
  }
  for (unsigned i = 0; i < G_N_ELEMENTS (guests); i++)
    g_assert_null (uke_wire_guests_read (guests[i], strlen (guests[i]), NULL));
  g_assert_null (uke_wire_errand_read (steering, strlen (steering), NULL));
  g_assert_null (uke_wire_errand_read ("{\"name\":\"a\"}", 12, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/wire/codes-golden", test_codes_golden);
  g_test_add_func ("/feed/wire/refusals", test_refusals);
  g_test_add_func ("/feed/wire/foreign-refusals", test_foreign_refusals);
  g_test_add_func ("/feed/wire/entry-fit", test_entry_fit);
  g_test_add_func ("/feed/wire/entry-diverged", test_entry_diverged);
  g_test_add_func ("/feed/wire/stub-and-erased", test_stub_and_erased);
  g_test_add_func ("/feed/wire/largest-set", test_largest_set);
  g_test_add_func ("/feed/wire/limits", test_limits);
  g_test_add_func ("/feed/wire/damaged", test_damaged);
  g_test_add_func ("/feed/wire/entry-refused", test_entry_refused);
  g_test_add_func ("/feed/wire/devices-strict", test_devices_strict);
  return g_test_run ();
}
