/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/calendar/uke-calendar-notice.h"

#include "app/uke-pages.h"
#include "app/widgets/uke-list-rows.h"
#include "base/uke-era.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _UkeCalendarNotice {
  GtkWidget parent_instance;

  AdwStatusPage *page; /* (unowned) */
  GtkBox *buttons;     /* (unowned) */
};

G_DEFINE_FINAL_TYPE (UkeCalendarNotice, uke_calendar_notice, GTK_TYPE_WIDGET)

static void
uke_calendar_notice_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (uke_calendar_notice_parent_class)->dispose (object);
}

static void
uke_calendar_notice_class_init (UkeCalendarNoticeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_calendar_notice_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "calendarnotice");
}

static void
uke_calendar_notice_init (UkeCalendarNotice *self)
{
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  self->page = ADW_STATUS_PAGE (page);
  self->buttons = GTK_BOX (buttons);
  gtk_widget_set_halign (buttons, GTK_ALIGN_CENTER);
  adw_status_page_set_child (self->page, buttons);
  gtk_widget_set_parent (page, GTK_WIDGET (self));
}

/**
 * Makes a notice that says nothing yet.
 *
 * Returns: (transfer floating): the widget.
 * Thread: main
 */
GtkWidget *
uke_calendar_notice_new (void)
{
  return g_object_new (UKE_TYPE_CALENDAR_NOTICE, NULL);
}

static void
say (UkeCalendarNotice *self, const char *icon, const char *title, const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  uke_box_clear (self->buttons);
  adw_status_page_set_icon_name (self->page, icon);
  adw_status_page_set_title (self->page, title);
  adw_status_page_set_description (self->page, markup);
}

static void
offer (UkeCalendarNotice *self, const char *label, const char *action, gboolean is_suggested)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), action);
  if (is_suggested)
    gtk_widget_add_css_class (button, "suggested-action");
  gtk_box_append (self->buttons, button);
}

/**
 * Says that the clinic is closed on a day.
 * @self: the notice
 * @date: the day
 * @reason: (nullable): why; NULL for a regular closing day
 * @next_open: the next day somebody works, or UKE_DATE_NONE where that is not known
 * @can_open: whether whoever sits at the desk may open the clinic on such a day
 *
 * Thread: main
 * Source: design.md 12/01
 */
void
uke_calendar_notice_show_closed (UkeCalendarNotice *self,
                                 UkeDate date,
                                 const char *reason,
                                 UkeDate next_open,
                                 gboolean can_open)
{
  g_return_if_fail (UKE_IS_CALENDAR_NOTICE (self));

  const char *why = reason != NULL && *reason != '\0' ? reason : _ ("Regular closing day");
  gboolean has_next = next_open != UKE_DATE_NONE;
  g_autofree char *day = uke_era_format_short (date);
  g_autofree char *next = has_next ? uke_era_format_short (next_open) : NULL;
  g_autofree char *text
      = has_next ? g_strdup_printf (_ ("%s: %s. The next open day is %s."), day, why, next)
                 : g_strdup_printf (_ ("%s: %s."), day, why);

  say (self, "x-office-calendar-symbolic", _ ("Closed on this day"), text);
  if (has_next)
    offer (self, _ ("To the next open day"), "calendar.next-open", TRUE);
  if (can_open)
    offer (self, _ ("Open this once"), "calendar.open-day", FALSE);
}

/**
 * Says that there is nobody to book with yet.
 * @self: the notice
 *
 * Thread: main
 */
void
uke_calendar_notice_show_no_columns (UkeCalendarNotice *self)
{
  g_return_if_fail (UKE_IS_CALENDAR_NOTICE (self));

  gboolean has_settings = uke_pages_find ("settings") != NULL;

  say (self, "system-users-symbolic", _ ("No providers or chairs yet"),
       _ ("Once they and their hours are entered in the settings, each is a column of the day. "
          "You can book without them too."));
  if (has_settings)
    offer (self, _ ("Open the settings"), "win.page('settings')", TRUE);
  offer (self, _ ("New appointment"), "win.book('')", !has_settings);
}

/**
 * Says that the day has columns, but a person hid them all.
 * @self: the notice
 *
 * Thread: main
 */
void
uke_calendar_notice_show_all_hidden (UkeCalendarNotice *self)
{
  g_return_if_fail (UKE_IS_CALENDAR_NOTICE (self));

  say (self, "view-list-bullet-symbolic", _ ("No column to show"),
       _ ("All of this day's columns are hidden, or there are none of this kind."));
  offer (self, _ ("Show all columns"), "calendar.show-all-columns", TRUE);
}
