/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/calendar/uke-calendar-page.h"

#include "app/calendar/uke-calendar-header.h"
#include "app/calendar/uke-calendar-notice.h"
#include "app/calendar/uke-calendar-page-private.h"
#include "app/calendar/uke-calendar-side.h"
#include "app/calendar/uke-day-drawer.h"
#include "app/calendar/uke-day-facts.h"
#include "app/sync/uke-unsent.h"
#include "app/uke-perform.h"
#include "app/uke-window.h"
#include "base/uke-era.h"
#include "clinic/uke-clinic.h"
#include "clinic/uke-patient-query.h"

#include <glib/gi18n.h>

#define BEFORE_NOW_MIN 60
#define RIGHT_PANE_PX 268

struct _UkeCalendarPage {
  UkePage parent_instance;

  UkeDate date;
  UkeDay *day;                 /* (owned) (nullable): NULL until the first one has come */
  GArray *loads;               /* (owned) (nullable) (element-type UkeDayLoad): the month in view */
  GCancellable *day_request;   /* (owned) (nullable) */
  GCancellable *month_request; /* (owned) (nullable) */
  UkeId wanted;                /* the booking to take the focus when it comes into view */
  gboolean scrolls_to_now;     /* the next day that comes scrolls to its place */
  gboolean wants_focus;        /* the page came to the front and has not taken the keyboard yet */
  guint look_again;            /* a timeout, 0 for none */
  GSettings *settings;         /* (owned) */

  UkeCalendarHeader *header; /* (owned): shown by the window's header bar */
  AdwFlap *left;             /* (unowned) */
  AdwFlap *right;            /* (unowned) */
  UkeCalendarSide *side;     /* (unowned) */
  UkeDayView *view;          /* (unowned) */
  UkeDayDrawer *drawer;      /* (unowned) */
  GtkStack *stack;           /* (unowned): the day, or what to say in its place */
  UkeCalendarNotice *notice; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (UkeCalendarPage, uke_calendar_page, UKE_TYPE_PAGE)

static UkeClinic *
get_clinic (UkeCalendarPage *self)
{
  return uke_page_get_clinic (UKE_PAGE (self));
}

static int64_t
now_us (UkeCalendarPage *self)
{
  return uke_clock_now_us (uke_clinic_get_clock (get_clinic (self)));
}

static UkeDate
today (UkeCalendarPage *self)
{
  return uke_zone_date_of (uke_clinic_get_zone (get_clinic (self)), now_us (self));
}

static int
now_min (UkeCalendarPage *self)
{
  if (self->date != today (self))
    return -1;
  return uke_zone_minute_of (uke_clinic_get_zone (get_clinic (self)), now_us (self));
}

static gboolean
shows_status (UkeStatus status, gpointer data)
{
  return uke_calendar_side_shows_status (UKE_CALENDAR_PAGE (data)->side, status);
}

static gboolean
shows_group (const char *group, gpointer data)
{
  return uke_calendar_side_shows_group (UKE_CALENDAR_PAGE (data)->side, group);
}

static void
show_groups (UkeCalendarPage *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (unsigned));
  const char *kind = uke_calendar_side_get_kind (self->side);

  for (guint i = 0; i < self->day->columns->len; i++) {
    const UkeDayColumn *column = g_ptr_array_index (self->day->columns, i);
    const char *name = uke_record_get_text (column->resource, UKE_RESOURCE_GROUP_NAME);
    guint position;
    if (name == NULL || !uke_day_facts_is_of_kind (column->resource, kind))
      continue;
    if (g_ptr_array_find_with_equal_func (names, name, g_str_equal, &position)) {
      g_array_index (counts, unsigned, position)++;
    } else {
      g_ptr_array_add (names, (gpointer)name);
      g_array_append_val (counts, (unsigned){ 1 });
    }
  }
  g_ptr_array_add (names, NULL);
  uke_calendar_side_set_groups (self->side, (const char *const *)names->pdata,
                                (const unsigned *)(gpointer)counts->data);
}

/* The next day somebody works, as far as the month in view tells. */
static UkeDate
next_open (UkeCalendarPage *self)
{
  for (guint i = 0; self->loads != NULL && i < self->loads->len; i++) {
    const UkeDayLoad *load = &g_array_index (self->loads, UkeDayLoad, i);
    if (load->date > self->date && !load->is_closed)
      return load->date;
  }
  return UKE_DATE_NONE;
}

/* What a role never gets is not offered (design.md 8). */
static gboolean
can_open_days (UkeCalendarPage *self)
{
  UkeRecord *sitting = uke_clinic_get_sitting_staff (get_clinic (self));
  UkeActionContext context = { 0 };

  return sitting != NULL
         && uke_action_judge (UKE_ACTION_SET_UP_CLINIC,
                              uke_role_from_code (uke_record_get_code (sitting, UKE_STAFF_ROLE)),
                              &context)
                != UKE_JUDGEMENT_DENIED;
}

/* What to say in place of the day: FALSE when the day is there to be seen. */
static gboolean
show_notice (UkeCalendarPage *self, guint n_columns)
{
  const UkeDay *day = self->day;

  if (day->columns->len == 0 && day->cards->len == 0)
    uke_calendar_notice_show_no_columns (self->notice);
  else if (day->is_closed && day->cards->len == 0)
    uke_calendar_notice_show_closed (self->notice, self->date,
                                     day->closed_reason != NULL ? day->closed_reason
                                                                : day->holiday_name,
                                     next_open (self), can_open_days (self));
  else if (n_columns == 0)
    uke_calendar_notice_show_all_hidden (self->notice);
  else
    return FALSE;
  return TRUE;
}

static void
focus_wanted (UkeCalendarPage *self)
{
  UkeEventBlock *block;

  if (uke_id_is_none (&self->wanted))
    return;
  block = uke_day_grid_find (uke_day_view_get_grid (self->view), &self->wanted);
  if (block != NULL)
    uke_day_grid_focus_block (uke_day_view_get_grid (self->view), block);
  self->wanted = UKE_ID_NONE;
}

/* Shows the day that is in memory; also when only the filter or the minute changed. */
static void show_day (UkeCalendarPage *self);

/* What changes by itself does not take a booking out of a person's hand. */
static void
show_unless_moving (UkeCalendarPage *self)
{
  if (self->day != NULL && !uke_day_grid_is_moving (uke_day_view_get_grid (self->view)))
    show_day (self);
}

static gboolean
look_again_cb (gpointer data)
{
  UkeCalendarPage *self = data;

  self->look_again = 0;
  show_unless_moving (self);
  return G_SOURCE_REMOVE;
}

/* What is on its way to the server is shown as unsent if it still is in a moment. */
static void
look_again (UkeCalendarPage *self)
{
  unsigned patience_ms = uke_unsent_get_patience_ms (self->day->unsent_since_us, now_us (self));

  g_clear_handle_id (&self->look_again, g_source_remove);
  if (patience_ms > 0)
    self->look_again = g_timeout_add (patience_ms, look_again_cb, self);
}

static void
show_day (UkeCalendarPage *self)
{
  UkeZone *zone = uke_clinic_get_zone (get_clinic (self));
  UkeDayFilter filter = { uke_calendar_side_get_kind (self->side), shows_status, shows_group, self,
                          uke_clinic_get_holds (get_clinic (self)) };
  GPtrArray *columns;
  gboolean has_notice;
  int first, last;

  if (self->day == NULL)
    return;
  show_groups (self);
  uke_calendar_side_set_counts (self->side, self->day->n_by_status);
  uke_day_facts_range (self->day, zone, &first, &last);
  columns = uke_day_facts_columns (self->day, &filter, zone, now_us (self));
  has_notice = show_notice (self, columns->len);
  uke_day_view_show (self->view, first, last, columns);
  uke_day_view_set_now (self->view, now_min (self));
  uke_day_drawer_show (self->drawer, self->day, zone, filter.holds, now_us (self),
                       now_min (self) >= 0);
  gtk_stack_set_visible_child_name (self->stack, has_notice ? "notice" : "day");
  focus_wanted (self);
  look_again (self);
}

/* The present with the hour before it, or the beginning of another day. */
static void
scroll_to_start (UkeCalendarPage *self)
{
  int minute = now_min (self);
  int first, last;

  uke_day_facts_hours (self->day, uke_clinic_get_zone (get_clinic (self)), &first, &last);
  uke_day_view_scroll_to (self->view, minute >= 0 ? minute - BEFORE_NOW_MIN : first, first, last);
}

/* Whoever comes to the page can use the arrows at once: from the present in the first column. */
static void
take_focus (UkeCalendarPage *self)
{
  UkeDayGrid *grid = uke_day_view_get_grid (self->view);
  int minute = now_min (self);

  if (!self->wants_focus || self->day == NULL || uke_page_get_window (UKE_PAGE (self)) == NULL)
    return;
  self->wants_focus = FALSE;
  if (gtk_widget_get_focus_child (GTK_WIDGET (self)) == NULL)
    uke_day_grid_focus_at (grid, 0,
                           minute >= 0 ? uke_day_floor (minute, UKE_DAY_STEP_MIN)
                                       : uke_day_grid_get_first_min (grid));
}

static void
uke_calendar_page_shown (UkePage *page)
{
  UkeCalendarPage *self = UKE_CALENDAR_PAGE (page);

  self->wants_focus = TRUE;
  take_focus (self);
}

static void
day_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UkeCalendarPage) self = data;
  g_autoptr (GError) error = NULL;
  UkeDay *day = uke_clinic_load_day_finish (UKE_CLINIC (source), result, &error);

  if (day == NULL) {
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
        && uke_page_get_window (UKE_PAGE (self)) != NULL)
      uke_present_error (GTK_WIDGET (self), error);
    return;
  }
  g_clear_pointer (&self->day, uke_day_unref);
  self->day = day;
  show_day (self);
  if (self->scrolls_to_now)
    scroll_to_start (self);
  take_focus (self);
  self->scrolls_to_now = FALSE;
}

static void
load_day (UkeCalendarPage *self)
{
  if (get_clinic (self) == NULL)
    return;
  g_cancellable_cancel (self->day_request);
  g_clear_object (&self->day_request);
  self->day_request = g_cancellable_new ();
  uke_clinic_load_day_async (get_clinic (self), self->date, self->day_request, day_loaded_cb,
                             g_object_ref (self));
}

static void
month_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UkeCalendarPage) self = data;
  GArray *loads = uke_clinic_load_month_loads_finish (UKE_CLINIC (source), result, NULL);
  UkeMonthLoad shown[UKE_MINI_MONTH_N_DAYS] = { 0 };

  /* Cancelled, or the store could not read: the day itself says so when it can't be shown. */
  if (loads == NULL)
    return;
  g_clear_pointer (&self->loads, g_array_unref);
  self->loads = loads;
  for (guint i = 0; i < MIN (loads->len, UKE_MINI_MONTH_N_DAYS); i++) {
    const UkeDayLoad *load = &g_array_index (loads, UkeDayLoad, i);
    shown[i] = (UkeMonthLoad){ .fill_percent = load->fill_percent,
                               .has_bookings = load->n_bookings > 0,
                               .is_off = load->is_closed || load->is_holiday };
  }
  uke_mini_month_set_loads (uke_calendar_side_get_month (self->side), shown, loads->len);
  if (self->day != NULL && self->day->is_closed)
    show_day (self);
}

static void
load_month (UkeCalendarPage *self)
{
  if (get_clinic (self) == NULL)
    return;
  g_cancellable_cancel (self->month_request);
  g_clear_object (&self->month_request);
  self->month_request = g_cancellable_new ();
  uke_clinic_load_month_loads_async (
      get_clinic (self), uke_mini_month_get_first (uke_calendar_side_get_month (self->side)),
      UKE_MINI_MONTH_N_DAYS, self->month_request, month_loaded_cb, g_object_ref (self));
}

static void
clinic_changed_cb (UkeClinic *clinic, UkeChanges *changes, UkeCalendarPage *self)
{
  static const UkeEntity *const WATCHED[]
      = { &UKE_ENTITY_APPOINTMENT, &UKE_ENTITY_PATIENT,       &UKE_ENTITY_RESOURCE,
          &UKE_ENTITY_MENU,        &UKE_ENTITY_WORKING_HOURS, &UKE_ENTITY_CLOSURE };

  for (guint i = 0; i < G_N_ELEMENTS (WATCHED); i++) {
    if (uke_changes_is_all_changed (changes) || uke_changes_touches (changes, WATCHED[i])) {
      load_day (self);
      load_month (self);
      return;
    }
  }
}

static void
date_chosen_cb (GtkWidget *chooser, int date, UkeCalendarPage *self)
{
  uke_calendar_page_show_date (self, date);
}

static void
stepped_cb (UkeCalendarHeader *header, int n_days, UkeCalendarPage *self)
{
  if (n_days == 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "calendar.today", NULL);
  else
    uke_calendar_page_show_date (self, self->date + n_days);
}

static void
filter_changed_cb (UkeCalendarSide *side, UkeCalendarPage *self)
{
  g_auto (GStrv) hidden = uke_calendar_side_dup_hidden_statuses (side);

  g_settings_set_strv (self->settings, "hidden-statuses", (const char *const *)hidden);
  show_day (self);
}

static void
drawer_chosen_cb (UkeDayDrawer *drawer, const char *hex, UkeCalendarPage *self)
{
  UkeId id;

  if (!uke_id_from_hex (hex, &id))
    return;
  self->wanted = id;
  focus_wanted (self);
}

static void
step_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeCalendarPage *self = UKE_CALENDAR_PAGE (widget);

  uke_calendar_page_show_date (self, self->date + g_variant_get_int32 (target));
}

static void
today_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeCalendarPage *self = UKE_CALENDAR_PAGE (widget);

  uke_calendar_page_show_date (self, today (self));
  self->scrolls_to_now = TRUE;
}

static void
next_open_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeCalendarPage *self = UKE_CALENDAR_PAGE (widget);

  UkeDate open = next_open (self);

  if (open != UKE_DATE_NONE)
    uke_calendar_page_show_date (self, open);
}

static void
open_day_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  uke_calendar_actions_open_day (UKE_CALENDAR_PAGE (widget));
}

static void
show_all_columns_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  uke_calendar_side_show_all (UKE_CALENDAR_PAGE (widget)->side);
}

static void
make_panes (UkeCalendarPage *self)
{
  GtkWidget *left = adw_flap_new ();
  GtkWidget *right = adw_flap_new ();

  self->left = ADW_FLAP (left);
  self->right = ADW_FLAP (right);
  self->side = UKE_CALENDAR_SIDE (uke_calendar_side_new ());
  self->view = UKE_DAY_VIEW (uke_day_view_new ());
  self->drawer = UKE_DAY_DRAWER (uke_day_drawer_new ());
  self->notice = UKE_CALENDAR_NOTICE (uke_calendar_notice_new ());
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_widget_set_size_request (GTK_WIDGET (self->drawer), RIGHT_PANE_PX, -1);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->view), "day");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->notice), "notice");
  gtk_widget_set_hexpand (GTK_WIDGET (self->stack), TRUE);

  adw_flap_set_flap_position (self->right, GTK_PACK_END);
  adw_flap_set_content (self->right, GTK_WIDGET (self->stack));
  adw_flap_set_flap (self->right, GTK_WIDGET (self->drawer));
  adw_flap_set_separator (self->right, gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  adw_flap_set_content (self->left, right);
  adw_flap_set_flap (self->left, GTK_WIDGET (self->side));
  adw_flap_set_separator (self->left, gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  adw_flap_set_fold_policy (self->left, ADW_FLAP_FOLD_POLICY_NEVER);
  adw_flap_set_fold_policy (self->right, ADW_FLAP_FOLD_POLICY_NEVER);
  adw_flap_set_swipe_to_open (self->left, FALSE);
  adw_flap_set_swipe_to_open (self->right, FALSE);
  adw_bin_set_child (ADW_BIN (self), left);
}

static void
minute_changed_cb (UkeClock *clock, UkeCalendarPage *self)
{
  if (self->day != NULL && self->date == today (self)
      && !uke_day_grid_is_moving (uke_day_view_get_grid (self->view)))
    show_day (self);
  else
    uke_day_view_set_now (self->view, now_min (self));
}

static GtkWidget *
uke_calendar_page_get_navigation (UkePage *page)
{
  return GTK_WIDGET (UKE_CALENDAR_PAGE (page)->header);
}

static const UkePrimary *
uke_calendar_page_get_primary (UkePage *page)
{
  static UkePrimary primary;

  primary = (UkePrimary){ _ ("New appointment"), "list-add-symbolic", "N", "win.book('')" };
  return &primary;
}

static AdwFlap *
uke_calendar_page_get_flap (UkePage *page, UkeSide side)
{
  UkeCalendarPage *self = UKE_CALENDAR_PAGE (page);

  return side == UKE_SIDE_LEFT ? self->left : self->right;
}

static void
uke_calendar_page_set_narrow (UkePage *page, gboolean is_narrow)
{
  uke_calendar_header_set_narrow (UKE_CALENDAR_PAGE (page)->header, is_narrow);
}

static void
appointment_found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UkeCalendarPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeRecord) record
      = uke_clinic_load_record_finish (UKE_CLINIC (source), result, &error);

  if (record == NULL) {
    uke_present_error (GTK_WIDGET (self), error);
    return;
  }
  self->wanted = *uke_record_get_id (record);
  uke_calendar_page_show_date (
      self, uke_zone_date_of (uke_clinic_get_zone (get_clinic (self)),
                              uke_record_get_time_us (record, UKE_APPOINTMENT_STARTS_AT_US)));
}

static gboolean
uke_calendar_page_show_record (UkePage *page, const UkeId *id)
{
  uke_clinic_load_record_async (get_clinic (UKE_CALENDAR_PAGE (page)), &UKE_ENTITY_APPOINTMENT, id,
                                NULL, appointment_found_cb, g_object_ref (page));
  return TRUE;
}

static void
uke_calendar_page_constructed (GObject *object)
{
  UkeCalendarPage *self = UKE_CALENDAR_PAGE (object);
  UkeClinic *clinic = get_clinic (self);

  G_OBJECT_CLASS (uke_calendar_page_parent_class)->constructed (object);
  self->scrolls_to_now = TRUE;
  if (clinic == NULL)
    return;
  g_signal_connect_object (clinic, "changed", G_CALLBACK (clinic_changed_cb), self, 0);
  g_signal_connect_object (clinic, "sitting-changed", G_CALLBACK (show_day), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (uke_clinic_get_holds (clinic), "changed",
                           G_CALLBACK (show_unless_moving), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (uke_clinic_get_clock (clinic), "minute-changed",
                           G_CALLBACK (minute_changed_cb), self, 0);
  uke_calendar_page_show_date (self, today (self));
}

static void
uke_calendar_page_dispose (GObject *object)
{
  UkeCalendarPage *self = UKE_CALENDAR_PAGE (object);

  g_cancellable_cancel (self->day_request);
  g_clear_object (&self->day_request);
  g_cancellable_cancel (self->month_request);
  g_clear_object (&self->month_request);
  g_clear_handle_id (&self->look_again, g_source_remove);
  g_clear_object (&self->settings);
  g_clear_object (&self->header);
  g_clear_pointer (&self->day, uke_day_unref);
  g_clear_pointer (&self->loads, g_array_unref);
  G_OBJECT_CLASS (uke_calendar_page_parent_class)->dispose (object);
}

static void
uke_calendar_page_class_init (UkeCalendarPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  UkePageClass *page_class = UKE_PAGE_CLASS (klass);

  object_class->constructed = uke_calendar_page_constructed;
  object_class->dispose = uke_calendar_page_dispose;
  page_class->get_navigation = uke_calendar_page_get_navigation;
  page_class->get_primary = uke_calendar_page_get_primary;
  page_class->get_flap = uke_calendar_page_get_flap;
  page_class->set_narrow = uke_calendar_page_set_narrow;
  page_class->shown = uke_calendar_page_shown;
  page_class->show_record = uke_calendar_page_show_record;
  gtk_widget_class_install_action (widget_class, "calendar.step", "i", step_cb);
  gtk_widget_class_install_action (widget_class, "calendar.today", NULL, today_cb);
  gtk_widget_class_install_action (widget_class, "calendar.next-open", NULL, next_open_cb);
  gtk_widget_class_install_action (widget_class, "calendar.open-day", NULL, open_day_cb);
  gtk_widget_class_install_action (widget_class, "calendar.show-all-columns", NULL,
                                   show_all_columns_cb);
}

static void
uke_calendar_page_init (UkeCalendarPage *self)
{
  self->settings = g_settings_new (UKE_APPLICATION_ID);
  make_panes (self);
  self->header = g_object_ref_sink (UKE_CALENDAR_HEADER (uke_calendar_header_new ()));
  uke_calendar_actions_add_keys (GTK_WIDGET (self));

  g_auto (GStrv) hidden = g_settings_get_strv (self->settings, "hidden-statuses");
  UkeMiniMonth *month = uke_calendar_side_get_month (self->side);
  uke_calendar_side_set_hidden_statuses (self->side, (const char *const *)hidden);
  g_signal_connect_object (self->header, "stepped", G_CALLBACK (stepped_cb), self, 0);
  g_signal_connect_object (self->header, "chosen", G_CALLBACK (date_chosen_cb), self, 0);
  g_signal_connect_object (month, "chosen", G_CALLBACK (date_chosen_cb), self, 0);
  g_signal_connect_object (month, "range-changed", G_CALLBACK (load_month), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->side, "filter-changed", G_CALLBACK (filter_changed_cb), self, 0);
  g_signal_connect_object (self->drawer, "chosen", G_CALLBACK (drawer_chosen_cb), self, 0);
  uke_calendar_actions_connect (self, uke_day_view_get_grid (self->view));
}

/**
 * Shows another day.
 * @self: the page
 * @date: the day
 *
 * What is on the screen stays until the other day has been read.
 *
 * Thread: main
 */
void
uke_calendar_page_show_date (UkeCalendarPage *self, UkeDate date)
{
  g_return_if_fail (UKE_IS_CALENDAR_PAGE (self));

  if (date != self->date)
    self->scrolls_to_now = TRUE;
  self->date = date;
  uke_calendar_header_show (self->header, date, today (self));
  uke_mini_month_show (uke_calendar_side_get_month (self->side), date, today (self));
  load_day (self);
}

/**
 * The day in view.
 * @self: the page
 *
 * Returns: the day.
 * Thread: main
 */
UkeDate
uke_calendar_page_get_date (UkeCalendarPage *self)
{
  g_return_val_if_fail (UKE_IS_CALENDAR_PAGE (self), UKE_DATE_NONE);

  return self->date;
}

/**
 * The day in memory.
 * @self: the page
 *
 * Returns: (transfer none) (nullable): NULL until the first one has come.
 * Thread: main
 */
UkeDay *
uke_calendar_page_get_day (UkeCalendarPage *self)
{
  return self->day;
}

/**
 * The grid of the page.
 * @self: the page
 *
 * Returns: (transfer none): the grid.
 * Thread: main
 */
UkeDayGrid *
uke_calendar_page_get_grid (UkeCalendarPage *self)
{
  return uke_day_view_get_grid (self->view);
}

/**
 * What a column stands for.
 * @self: the page
 *
 * Returns: (transfer none): "provider" or "chair".
 * Thread: main
 */
const char *
uke_calendar_page_get_kind (UkeCalendarPage *self)
{
  return uke_calendar_side_get_kind (self->side);
}

/**
 * The booking that a block shows.
 * @self: the page
 * @block: a block of its grid
 *
 * Returns: (transfer none) (nullable): the card; it belongs to the day in memory.
 * Thread: main
 */
const UkeDayCard *
uke_calendar_page_card_of (UkeCalendarPage *self, UkeEventBlock *block)
{
  return self->day != NULL
             ? uke_day_find_card (self->day, &uke_event_block_get_facts (block)->appointment_id)
             : NULL;
}
