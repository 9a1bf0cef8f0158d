/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/patients/uke-timeline-item.h"

#include "app/calendar/uke-event-block.h"
#include "app/sync/uke-unsent.h"
#include "app/widgets/uke-code-words.h"
#include "app/widgets/uke-device-words.h"
#include "app/widgets/uke-history-words.h"
#include "base/uke-era.h"
#include "base/uke-fold.h"

#include <glib/gi18n.h>
#include <string.h>

/* This far back each day has its heading. */
enum { DAYS_BY_DAY = 31 };

G_DEFINE_FINAL_TYPE (UkeTimelineItem, uke_timeline_item, G_TYPE_OBJECT)

static void
uke_timeline_item_finalize (GObject *object)
{
  UkeTimelineItem *self = UKE_TIMELINE_ITEM (object);

  g_free (self->time);
  g_free (self->title);
  g_free (self->beside);
  g_free (self->text);
  G_OBJECT_CLASS (uke_timeline_item_parent_class)->finalize (object);
}

static void
uke_timeline_item_class_init (UkeTimelineItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = uke_timeline_item_finalize;
}

static void
uke_timeline_item_init (UkeTimelineItem *self)
{
}

typedef struct {
  UkeClinic *clinic;
  UkeZone *zone;
  int64_t now_us;
  GPtrArray *items; /* (element-type UkeTimelineItem) */
} Builder;

static UkeTimelineItem *
add_item (Builder *builder,
          UkeTimelineKind kind,
          int64_t at_us,
          const char *icon,
          char *title,
          char *beside)
{
  UkeTimelineItem *item = g_object_new (UKE_TYPE_TIMELINE_ITEM, NULL);
  int minute = uke_zone_minute_of (builder->zone, at_us);

  item->kind = kind;
  item->at_us = at_us;
  item->is_future = at_us > builder->now_us;
  item->icon = icon;
  item->time = g_strdup_printf ("%d:%02d", minute / 60, minute % 60);
  item->title = title;
  item->beside = beside;
  g_ptr_array_add (builder->items, item);
  return item;
}

static const char *
name_of (Builder *builder, const UkeEntity *entity, const UkeId *id, unsigned field)
{
  UkeRecord *record = uke_id_is_none (id) ? NULL : uke_clinic_lookup (builder->clinic, entity, id);
  const char *name = record != NULL ? uke_record_get_text (record, field) : NULL;

  return name != NULL ? name : "";
}

static void
add_visits (Builder *builder, GPtrArray *appointments, const UkeWaiting *waiting)
{
  for (unsigned i = 0; i < appointments->len; i++) {
    UkeRecord *appointment = g_ptr_array_index (appointments, i);
    UkeStatus status
        = uke_status_from_code (uke_record_get_code (appointment, UKE_APPOINTMENT_STATUS));
    const char *menu
        = name_of (builder, &UKE_ENTITY_MENU,
                   uke_record_get_id_value (appointment, UKE_APPOINTMENT_MENU_ID), UKE_MENU_NAME);
    const char *provider = name_of (
        builder, &UKE_ENTITY_RESOURCE,
        uke_record_get_id_value (appointment, UKE_APPOINTMENT_PROVIDER_ID), UKE_RESOURCE_NAME);
    UkeTimelineItem *item;

    item = add_item (
        builder, UKE_TIMELINE_VISIT,
        uke_record_get_time_us (appointment, UKE_APPOINTMENT_STARTS_AT_US),
        uke_status_icon (status),
        g_strdup_printf ("%s %s", uke_status_word (status),
                         menu[0] != '\0' ? menu : _ ("Menu not decided")),
        g_strdup_printf (_ ("%s, %d min"), provider,
                         (int)uke_record_get_int (appointment, UKE_APPOINTMENT_LENGTH_MIN)));
    item->css_class = uke_status_get_code (status);
    if (uke_unsent_get_patience_ms (waiting->oldest_us, builder->now_us) == 0
        && uke_waiting_has_record (waiting, appointment)) {
      g_autofree char *beside = item->beside;

      item->beside = g_strdup_printf ("%s・%s", beside, _ ("Not sent yet"));
    }
    /* Nothing comes of a booking that was called off, whenever it would have been. */
    item->is_future = item->is_future && uke_status_is_open (status);
    item->text = g_strdup (uke_record_get_text (appointment, status == UKE_STATUS_CANCELLED
                                                                 ? UKE_APPOINTMENT_CANCEL_REASON
                                                                 : UKE_APPOINTMENT_NOTE));
  }
}

static void
add_attempts (Builder *builder, GPtrArray *attempts)
{
  for (unsigned i = 0; i < attempts->len; i++) {
    UkeRecord *attempt = g_ptr_array_index (attempts, i);
    const char *staff = name_of (builder, &UKE_ENTITY_STAFF,
                                 uke_record_get_id_value (attempt, UKE_CALL_ATTEMPT_STAFF_ID),
                                 UKE_STAFF_FAMILY_NAME);
    UkeTimelineItem *item;

    item = add_item (
        builder, UKE_TIMELINE_CALL,
        uke_record_get_time_us (attempt, UKE_CALL_ATTEMPT_STARTED_AT_US), "call-outgoing-symbolic",
        g_strdup_printf (_ ("Call: %s"),
                         uke_code_word (UKE_CODES_CALL_OUTCOME,
                                        uke_record_get_code (attempt, UKE_CALL_ATTEMPT_OUTCOME))),
        g_strdup (staff));
    item->css_class = "accent";
    item->text = g_strdup (uke_record_get_text (attempt, UKE_CALL_ATTEMPT_NOTE));
  }
}

/* What is still owed stands on top, whatever its date (product.md N13). */
static void
add_open_calls (Builder *builder, GPtrArray *follow_ups)
{
  for (unsigned i = 0; i < follow_ups->len; i++) {
    UkeRecord *call = g_ptr_array_index (follow_ups, i);
    UkeTimelineItem *item;

    item = add_item (
        builder, UKE_TIMELINE_CALL, uke_record_get_time_us (call, UKE_FOLLOW_UP_DUE_AT_US),
        "call-start-symbolic",
        g_strdup_printf (_ ("Call due: %s"),
                         uke_code_word (UKE_CODES_FOLLOW_UP_REASON,
                                        uke_record_get_code (call, UKE_FOLLOW_UP_REASON))),
        g_strdup (uke_code_word (UKE_CODES_FOLLOW_UP_STATE,
                                 uke_record_get_code (call, UKE_FOLLOW_UP_STATE))));
    item->is_future = TRUE;
    item->css_class = "warn";
    item->text = g_strdup (uke_record_get_text (call, UKE_FOLLOW_UP_REASON_NOTE));
  }
}

/* Who, and at which desk where it was another one. */
static char *
dup_author (UkeClinic *clinic, UkeHistoryEntry *entry)
{
  g_autofree char *desk = entry->dev != 0 ? uke_device_words_desk (clinic, entry->dev, NULL) : NULL;

  if (entry->dev == 0)
    return entry->staff_name != NULL ? g_strdup (entry->staff_name)
                                     : uke_device_words_program (entry->device);
  if (entry->staff_name == NULL)
    return g_steal_pointer (&desk);
  /* Translators: who changed something, and what their desk is called. */
  return g_strdup_printf (_ ("%s (%s)"), entry->staff_name, desk);
}

static void
add_changes (Builder *builder, GPtrArray *history)
{
  for (unsigned i = 0; i < history->len; i++) {
    UkeHistoryEntry *entry = g_ptr_array_index (history, i);
    UkeTimelineItem *item;

    if (g_strcmp0 (entry->kind, "change") != 0 || entry->fields->len == 0)
      continue;
    item = add_item (builder, UKE_TIMELINE_CHANGE, entry->at_us, "document-edit-symbolic",
                     uke_history_entry_title (entry), dup_author (builder->clinic, entry));
    item->text = uke_history_entry_details (entry);
  }
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  const UkeTimelineItem *first = *(UkeTimelineItem *const *)a,
                        *second = *(UkeTimelineItem *const *)b;

  if (first->is_future != second->is_future)
    return first->is_future ? -1 : 1;
  if (first->at_us == second->at_us)
    return 0;
  /* The future reads forwards, the past backwards. */
  if (first->is_future)
    return first->at_us < second->at_us ? -1 : 1;
  return first->at_us > second->at_us ? -1 : 1;
}

/* Recent days stand by themselves; what is longer ago is grouped by month (design 03). */
static char *
name_heading (Builder *builder, const UkeTimelineItem *item, UkeDate today)
{
  UkeDate date = uke_zone_date_of (builder->zone, item->at_us);
  g_autofree char *day = uke_era_format_full (date);
  int year, month, day_of_month;

  if (item->is_future)
    return date == today ? g_strdup_printf (_ ("Coming up today, %s"), day)
                         : g_strdup_printf (_ ("Coming up, %s"), day);
  if (date == today)
    return g_strdup_printf (_ ("Today, %s"), day);
  if (date > today - DAYS_BY_DAY)
    return g_steal_pointer (&day);
  uke_date_to_ymd (date, &year, &month, &day_of_month);
  return g_strdup_printf (_ ("%1$d-%2$02d"), year, month);
}

static UkeTimelineItem *
new_heading (const char *title)
{
  UkeTimelineItem *heading = g_object_new (UKE_TYPE_TIMELINE_ITEM, NULL);

  heading->kind = UKE_TIMELINE_DAY;
  heading->time = g_strdup ("");
  heading->title = g_strdup (title);
  heading->beside = g_strdup ("");
  return heading;
}

/* Under the heading of a month the day says more than the time. */
static void
show_day (UkeTimelineItem *item, UkeDate date)
{
  int year, month, day;

  uke_date_to_ymd (date, &year, &month, &day);
  g_free (item->time);
  item->time = g_strdup_printf ("%d/%d", month, day);
}

static GPtrArray *
add_headings (Builder *builder)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);
  UkeDate today = uke_zone_date_of (builder->zone, builder->now_us);
  g_autofree char *last = NULL;

  for (unsigned i = 0; i < builder->items->len; i++) {
    UkeTimelineItem *item = g_ptr_array_index (builder->items, i);
    UkeDate date = uke_zone_date_of (builder->zone, item->at_us);
    g_autofree char *title = name_heading (builder, item, today);

    if (g_strcmp0 (title, last) != 0)
      g_ptr_array_add (all, new_heading (title));
    g_free (last);
    last = g_steal_pointer (&title);
    if (!item->is_future && date <= today - DAYS_BY_DAY)
      show_day (item, date);
    g_ptr_array_add (all, g_object_ref (item));
  }
  return all;
}

/* Whether an entry holds what is searched for, in any width and kana. */
static gboolean
is_found (const UkeTimelineItem *item, const char *key)
{
  g_autoptr (GString) text = g_string_new (NULL);

  uke_fold_search_append (text, item->title);
  uke_fold_search_append (text, item->beside);
  if (item->text != NULL)
    uke_fold_search_append (text, item->text);
  return strstr (text->str, key) != NULL;
}

static void
keep_found (GPtrArray *items, const char *searched)
{
  g_autofree char *key = uke_fold_search (searched);

  for (unsigned i = items->len; i > 0; i--)
    if (!is_found (items->pdata[i - 1], key))
      g_ptr_array_remove_index (items, i - 1);
}

/**
 * uke_timeline_item_is_same:
 * @one: an entry
 * @two: another
 *
 * Returns: whether both say the same
 * Thread: main
 */
gboolean
uke_timeline_item_is_same (const UkeTimelineItem *one, const UkeTimelineItem *two)
{
  return one->kind == two->kind && one->at_us == two->at_us && one->is_future == two->is_future
         && g_strcmp0 (one->icon, two->icon) == 0 && g_strcmp0 (one->css_class, two->css_class) == 0
         && g_strcmp0 (one->time, two->time) == 0 && g_strcmp0 (one->title, two->title) == 0
         && g_strcmp0 (one->beside, two->beside) == 0 && g_strcmp0 (one->text, two->text) == 0;
}

/**
 * uke_timeline_build:
 * @clinic: the clinic, for names of staff, menus and providers
 * @file: what is known of a patient
 * @kinds: a bit for each UkeTimelineKind to show
 * @searched: (nullable): only entries that hold this; NULL and "" show all
 *
 * Puts everything that happened to a patient, and what is still to come, into one stream: the
 * future first, then newest to oldest, with a heading for each day and, further back, month.
 *
 * Returns: (transfer full) (element-type UkeTimelineItem): the stream
 * Thread: main
 * Source: product.md 4.2 no. 4
 */
GPtrArray *
uke_timeline_build (UkeClinic *clinic,
                    const UkePatientFile *file,
                    unsigned kinds,
                    const char *searched)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  Builder builder = { clinic, uke_clinic_get_zone (clinic),
                      uke_clock_now_us (uke_clinic_get_clock (clinic)), items };

  if (kinds & 1u << UKE_TIMELINE_VISIT) {
    add_visits (&builder, file->upcoming, file->waiting);
    add_visits (&builder, file->past, file->waiting);
  }
  if (kinds & 1u << UKE_TIMELINE_CALL) {
    add_open_calls (&builder, file->open_follow_ups);
    add_attempts (&builder, file->attempts);
  }
  if (kinds & 1u << UKE_TIMELINE_CHANGE)
    add_changes (&builder, file->history);
  if (searched != NULL && searched[0] != '\0')
    keep_found (items, searched);
  g_ptr_array_sort (items, compare_items);
  return add_headings (&builder);
}
