/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/booking/uke-booking-dialog.h"
#include "app/booking/uke-cancel-dialog.h"
#include "app/calendar/uke-booking-popover.h"
#include "app/calendar/uke-calendar-page-private.h"
#include "app/calendar/uke-day-facts.h"
#include "app/uke-perform.h"
#include "app/uke-window.h"
#include "clinic/uke-booking-commands.h"
#include "clinic/uke-clinic.h"
#include "clinic/uke-patient-query.h"
#include "clinic/uke-set-up-commands.h"

#include <glib/gi18n.h>

typedef enum {
  WISH_MOVE,
  WISH_STATUS,
  WISH_CANCEL,
} WishKind;

/* What a person wants done with a booking, while its record is being read. */
typedef struct {
  UkeCalendarPage *page; /* (owned) */
  WishKind kind;
  int64_t starts_at_us;
  int length_min;
  UkeId provider_id;
  UkeId chair_id;
  UkeStatus status;
  char *name; /* (owned): for the toast */
  char *what; /* (owned): menu and time, for the question */
} Wish;

static void
wish_free (Wish *wish)
{
  g_object_unref (wish->page);
  g_free (wish->name);
  g_free (wish->what);
  g_free (wish);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wish, wish_free)

static Wish *
wish_new (UkeCalendarPage *page, WishKind kind, const UkeDayCard *card)
{
  UkeZone *zone = uke_clinic_get_zone (uke_page_get_clinic (UKE_PAGE (page)));
  g_autofree char *time = uke_day_facts_time (zone, card->starts_at_us);
  Wish *wish = g_new0 (Wish, 1);

  wish->page = g_object_ref (page);
  wish->kind = kind;
  wish->name = g_strdup_printf ("%s%s%s", card->family_name, *card->given_name != '\0' ? " " : "",
                                card->given_name);
  wish->what = g_strdup_printf ("%s %s・%s", time, wish->name,
                                *card->menu_name != '\0' ? card->menu_name : _ ("No menu yet"));
  wish->starts_at_us = card->starts_at_us;
  wish->length_min = card->length_min;
  wish->provider_id = card->provider_id;
  wish->chair_id = card->chair_id;
  return wish;
}

static void
move (Wish *wish, UkeRecord *appointment)
{
  UkeZone *zone = uke_clinic_get_zone (uke_page_get_clinic (UKE_PAGE (wish->page)));
  g_autofree char *time = uke_day_facts_time (zone, wish->starts_at_us);
  gboolean is_same_start
      = wish->starts_at_us == uke_record_get_time_us (appointment, UKE_APPOINTMENT_STARTS_AT_US);
  g_autofree char *said
      = is_same_start
                && wish->length_min != uke_record_get_int (appointment, UKE_APPOINTMENT_LENGTH_MIN)
            ? g_strdup_printf (_ ("%s: now %d minutes"), wish->name, wish->length_min)
            : g_strdup_printf (_ ("%s moved to %s"), wish->name, time);

  uke_perform (GTK_WIDGET (wish->page),
               uke_command_move (appointment, wish->starts_at_us, wish->length_min,
                                 &wish->provider_id, &wish->chair_id),
               said);
}

static void
set_status (Wish *wish, UkeRecord *appointment)
{
  g_autofree char *said
      = g_strdup_printf (_ ("%s: %s"), wish->name, uke_status_word (wish->status));

  uke_perform (GTK_WIDGET (wish->page), uke_command_set_status (appointment, wish->status), said);
}

static void
appointment_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Wish) wish = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeRecord) appointment
      = uke_clinic_load_record_finish (UKE_CLINIC (source), result, &error);

  if (appointment == NULL) {
    uke_present_error (GTK_WIDGET (wish->page), error);
    return;
  }
  switch (wish->kind) {
  case WISH_MOVE:
    move (wish, appointment);
    break;
  case WISH_STATUS:
    set_status (wish, appointment);
    break;
  case WISH_CANCEL:
    uke_cancel_dialog_present (GTK_WIDGET (wish->page), appointment, wish->what);
    break;
  }
}

static void
carry_out (Wish *wish, const UkeId *appointment_id)
{
  uke_clinic_load_record_async (uke_page_get_clinic (UKE_PAGE (wish->page)),
                                &UKE_ENTITY_APPOINTMENT, appointment_id, NULL, appointment_read_cb,
                                wish);
}

/* In a column per provider the provider changes, and with them the chair they usually use; in a
 * column per chair only the chair changes. */
static void
take_place_of (Wish *wish, UkeCalendarPage *page, const UkeId *resource_id)
{
  UkeDay *day = uke_calendar_page_get_day (page);
  const UkeDayColumn *column = uke_day_find_column (day, resource_id);

  if (g_str_equal (uke_calendar_page_get_kind (page), "chair")) {
    wish->chair_id = *resource_id;
    return;
  }
  if (uke_id_equal (&wish->provider_id, resource_id))
    return;
  wish->provider_id = *resource_id;
  if (column != NULL)
    wish->chair_id = *uke_record_get_id_value (column->resource, UKE_RESOURCE_CHAIR_ID);
}

static void
move_cb (UkeDayGrid *grid,
         UkeEventBlock *block,
         unsigned nth,
         int start_min,
         int length_min,
         UkeCalendarPage *page)
{
  const UkeDayCard *card = uke_calendar_page_card_of (page, block);
  UkeZone *zone = uke_clinic_get_zone (uke_page_get_clinic (UKE_PAGE (page)));
  unsigned column, place;

  if (card == NULL)
    return;
  Wish *wish = wish_new (page, WISH_MOVE, card);
  wish->starts_at_us = uke_zone_at (zone, uke_calendar_page_get_date (page), start_min);
  wish->length_min = length_min;
  if (uke_day_grid_locate (grid, block, &column, &place) && column != nth)
    take_place_of (wish, page,
                   &uke_day_lane_get_column (uke_day_grid_get_lane (grid, nth))->resource_id);
  carry_out (wish, &card->appointment_id);
}

/* Statuses go forward alone; whoever pressed the wrong digit undoes it. */
static void
say_why_not (UkeCalendarPage *page, UkeStatus from, UkeStatus to)
{
  g_autofree char *said
      = g_strdup_printf (_ ("“%s” does not become “%s”. Undo (Ctrl+Z) takes a wrong key back."),
                         uke_status_word (from), uke_status_word (to));

  uke_window_say (uke_page_get_window (UKE_PAGE (page)), said);
}

static void
set_status_cb (UkeDayGrid *grid, UkeEventBlock *block, int digit, UkeCalendarPage *page)
{
  const UkeDayCard *card = uke_calendar_page_card_of (page, block);
  UkeStatus status = uke_status_from_digit (digit);

  if (card == NULL || status == UKE_STATUS_NONE || status == card->status)
    return;
  if (!uke_status_can_become (card->status, status)) {
    say_why_not (page, card->status, status);
    return;
  }
  Wish *wish = wish_new (page, status == UKE_STATUS_CANCELLED ? WISH_CANCEL : WISH_STATUS, card);
  wish->status = status;
  carry_out (wish, &card->appointment_id);
}

static void
popover_status_cb (UkeBookingPopover *popover, int digit, UkeCalendarPage *page)
{
  UkeEventBlock *block = uke_day_grid_find (uke_calendar_page_get_grid (page),
                                            uke_booking_popover_get_appointment (popover));

  if (block != NULL)
    set_status_cb (uke_calendar_page_get_grid (page), block, digit, page);
}

static void
popover_move_cb (UkeBookingPopover *popover, UkeCalendarPage *page)
{
  UkeDayGrid *grid = uke_calendar_page_get_grid (page);
  UkeEventBlock *block = uke_day_grid_find (grid, uke_booking_popover_get_appointment (popover));

  if (block == NULL || !uke_day_grid_begin_move (grid, block))
    return;
  uke_window_say (uke_page_get_window (UKE_PAGE (page)),
                  _ ("Arrow keys move it, Enter confirms, Esc leaves it where it was."));
}

static void
popover_closed_cb (GtkPopover *popover, UkeCalendarPage *page)
{
  UkeEventBlock *block
      = uke_day_grid_find (uke_calendar_page_get_grid (page),
                           uke_booking_popover_get_appointment (UKE_BOOKING_POPOVER (popover)));

  /* The keyboard goes on where it was. */
  if (block != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (block));
}

static UkeBookingPopover *
ensure_popover (UkeCalendarPage *page)
{
  UkeBookingPopover *popover = g_object_get_data (G_OBJECT (page), "uke-popover");

  if (popover == NULL) {
    popover = UKE_BOOKING_POPOVER (uke_booking_popover_new ());
    gtk_widget_set_parent (GTK_WIDGET (popover), GTK_WIDGET (page));
    g_signal_connect_object (page, "destroy", G_CALLBACK (gtk_widget_unparent), popover,
                             G_CONNECT_SWAPPED);
    g_signal_connect (popover, "set-status", G_CALLBACK (popover_status_cb), page);
    g_signal_connect (popover, "move", G_CALLBACK (popover_move_cb), page);
    g_signal_connect (popover, "closed", G_CALLBACK (popover_closed_cb), page);
    g_object_set_data (G_OBJECT (page), "uke-popover", popover);
  }
  return popover;
}

static void
open_cb (UkeDayGrid *grid, UkeEventBlock *block, UkeCalendarPage *page)
{
  const UkeDayCard *card = uke_calendar_page_card_of (page, block);
  UkeBookingPopover *popover = ensure_popover (page);
  graphene_rect_t bounds;

  if (card == NULL || !gtk_widget_compute_bounds (GTK_WIDGET (block), GTK_WIDGET (page), &bounds))
    return;
  uke_booking_popover_show (popover, uke_page_get_clinic (UKE_PAGE (page)),
                            uke_calendar_page_get_day (page), card);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover),
                               &(GdkRectangle){ (int)bounds.origin.x, (int)bounds.origin.y,
                                                (int)bounds.size.width, (int)bounds.size.height });
  gtk_popover_popup (GTK_POPOVER (popover));
}

static void
book_cb (UkeDayGrid *grid, unsigned nth, int start_min, int length_min, UkeCalendarPage *page)
{
  UkeClinic *clinic = uke_page_get_clinic (UKE_PAGE (page));
  const UkeGridColumn *column = uke_day_lane_get_column (uke_day_grid_get_lane (grid, nth));
  UkeBookingPlace place = {
    .starts_at_us
    = uke_zone_at (uke_clinic_get_zone (clinic), uke_calendar_page_get_date (page), start_min),
    .length_min = length_min,
  };

  if (g_str_equal (uke_calendar_page_get_kind (page), "chair")) {
    place.chair_id = column->resource_id;
  } else {
    const UkeDayColumn *of
        = uke_day_find_column (uke_calendar_page_get_day (page), &column->resource_id);
    place.provider_id = column->resource_id;
    if (of != NULL)
      place.chair_id = *uke_record_get_id_value (of->resource, UKE_RESOURCE_CHAIR_ID);
  }
  uke_booking_dialog_present (GTK_WIDGET (page), clinic, &UKE_ID_NONE, &place);
}

/**
 * Fulfils what a person wants of the grid.
 * @page: the page
 * @grid: its grid
 *
 * Thread: main
 */
void
uke_calendar_actions_connect (UkeCalendarPage *page, UkeDayGrid *grid)
{
  g_signal_connect_object (grid, "open", G_CALLBACK (open_cb), page, 0);
  g_signal_connect_object (grid, "book", G_CALLBACK (book_cb), page, 0);
  g_signal_connect_object (grid, "move", G_CALLBACK (move_cb), page, 0);
  g_signal_connect_object (grid, "set-status", G_CALLBACK (set_status_cb), page, 0);
}

/**
 * Opens the clinic on the day in view although it is closed.
 * @page: the page
 *
 * Thread: main
 * Source: design.md 12/01
 */
void
uke_calendar_actions_open_day (UkeCalendarPage *page)
{
  UkeClinic *clinic = uke_page_get_clinic (UKE_PAGE (page));
  UkeDate date = uke_calendar_page_get_date (page);
  UkeDraft *closure
      = uke_draft_new (&UKE_ENTITY_CLOSURE, uke_clock_now_us (uke_clinic_get_clock (clinic)));

  uke_draft_set_id (closure, UKE_CLOSURE_CLINIC_ID, uke_clinic_get_clinic_id (clinic));
  uke_draft_set_text (closure, UKE_CLOSURE_KIND, "open");
  uke_draft_set_date (closure, UKE_CLOSURE_FROM_DATE, date);
  uke_draft_set_date (closure, UKE_CLOSURE_TO_DATE, date);
  uke_perform (GTK_WIDGET (page), uke_command_set_up (closure), _ ("Opened for this day"));
}

static void
add_managed_key (GtkEventController *keys,
                 guint key,
                 const char *action,
                 const char *format,
                 int argument)
{
  GtkShortcut *shortcut
      = gtk_shortcut_new (gtk_keyval_trigger_new (key, 0), gtk_named_action_new (action));

  if (format != NULL)
    gtk_shortcut_set_arguments (shortcut, g_variant_new (format, argument));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), shortcut);
}

/* Managed by the window, so that they work wherever on the page the focus is, and after an entry
 * had its turn. */
void
uke_calendar_actions_add_keys (GtkWidget *page)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (keys), GTK_SHORTCUT_SCOPE_MANAGED);
  add_managed_key (keys, GDK_KEY_t, "calendar.today", NULL, 0);
  add_managed_key (keys, GDK_KEY_Page_Up, "calendar.step", "i", -1);
  add_managed_key (keys, GDK_KEY_Page_Down, "calendar.step", "i", 1);
  gtk_widget_add_controller (page, keys);
}
