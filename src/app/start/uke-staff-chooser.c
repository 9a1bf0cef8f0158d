/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/start/uke-staff-chooser.h"

#include "app/widgets/uke-code-words.h"
#include "base/uke-era.h"
#include "base/uke-fold.h"
#include "model/uke-staff-name.h"

#include <glib/gi18n.h>
#include <string.h>

struct _UkeStaffChooser {
  AdwBin parent_instance;

  GtkLabel *clock_label;
  GtkLabel *day_label;
  GtkEditable *search_entry;
  GtkStack *stack;
  GtkFlowBox *flow_box;

  UkeClinic *clinic; /* (owned) */
};

G_DEFINE_FINAL_TYPE (UkeStaffChooser, uke_staff_chooser, ADW_TYPE_BIN)

enum { CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

static const char *
role_of (UkeRecord *staff)
{
  const char *title = uke_record_get_text (staff, UKE_STAFF_TITLE);

  if (title != NULL && *title != '\0')
    return title;
  return uke_code_word (UKE_CODES_ROLE, uke_record_get_code (staff, UKE_STAFF_ROLE));
}

static GtkWidget *
make_tile (UkeRecord *staff)
{
  g_autofree char *name = uke_staff_dup_name (staff);
  const char *role = role_of (staff);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *avatar = adw_avatar_new (60, uke_record_get_text (staff, UKE_STAFF_FAMILY_NAME), TRUE);
  GtkWidget *name_label = gtk_label_new (name);
  GtkWidget *role_label = gtk_label_new (role);
  GtkWidget *child = gtk_flow_box_child_new ();
  g_autofree char *spoken = g_strdup_printf (_ ("%s, %s"), name, role != NULL ? role : "");

  gtk_widget_add_css_class (box, "uk-tile");
  gtk_widget_add_css_class (name_label, "heading");
  gtk_label_set_ellipsize (GTK_LABEL (name_label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (role_label, "uk-caption");
  gtk_widget_add_css_class (role_label, "uk-secondary");
  gtk_box_append (GTK_BOX (box), avatar);
  gtk_box_append (GTK_BOX (box), name_label);
  gtk_box_append (GTK_BOX (box), role_label);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  g_object_set_data_full (G_OBJECT (child), "staff", g_object_ref (staff), g_object_unref);
  return child;
}

static gboolean
matches (UkeRecord *staff, const char *typed)
{
  const char *kana = uke_record_get_text (staff, UKE_STAFF_KANA);
  g_autofree char *name = uke_staff_dup_name (staff);
  g_autofree char *folded_name = uke_fold_search (name);
  g_autofree char *folded_kana = uke_fold_search (kana != NULL ? kana : "");
  g_autofree char *wanted_name = uke_fold_search (typed);
  g_autofree char *wanted_kana = uke_fold_search (typed);

  return strstr (folded_name, wanted_name) != NULL
         || (*wanted_kana != '\0' && strstr (folded_kana, wanted_kana) != NULL);
}

static void
fill (UkeStaffChooser *self)
{
  GListModel *staff = uke_clinic_get_staff (self->clinic);
  const char *typed = gtk_editable_get_text (self->search_entry);
  GtkWidget *child;
  unsigned n_shown = 0;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->flow_box))) != NULL)
    gtk_flow_box_remove (self->flow_box, child);
  for (unsigned i = 0; i < g_list_model_get_n_items (staff); i++) {
    g_autoptr (UkeRecord) record = g_list_model_get_item (staff, i);

    if (!uke_record_get_bool (record, UKE_STAFF_IS_ACTIVE)
        || (*typed != '\0' && !matches (record, typed)))
      continue;
    gtk_flow_box_insert (self->flow_box, make_tile (record), -1);
    n_shown++;
  }
  if (n_shown > 0)
    gtk_flow_box_select_child (self->flow_box, gtk_flow_box_get_child_at_index (self->flow_box, 0));
  gtk_stack_set_visible_child_name (self->stack, n_shown > 0 ? "tiles" : "nobody");
}

static void
show_time (UkeStaffChooser *self)
{
  UkeClock *clock = uke_clinic_get_clock (self->clinic);
  UkeRecord *place = uke_clinic_get_place (self->clinic);
  int minute = uke_zone_minute_of (uke_clinic_get_zone (self->clinic), uke_clock_now_us (clock));
  g_autofree char *time = g_strdup_printf ("%d:%02d", minute / 60, minute % 60);
  g_autofree char *day = uke_era_format_full (uke_clock_today (clock));
  const char *name = place != NULL ? uke_record_get_text (place, UKE_CLINIC_FIELD_NAME) : NULL;
  g_autofree char *line = g_strdup_printf ("%s　%s", day, name != NULL ? name : "");

  gtk_label_set_label (self->clock_label, time);
  gtk_label_set_label (self->day_label, line);
}

static void
search_changed_cb (UkeStaffChooser *self)
{
  fill (self);
}

static void
choose (UkeStaffChooser *self, GtkFlowBoxChild *child)
{
  g_autoptr (UkeRecord) staff = g_object_ref (g_object_get_data (G_OBJECT (child), "staff"));

  g_signal_emit (self, signals[CHOSEN], 0, staff);
}

static void
search_activate_cb (UkeStaffChooser *self)
{
  GtkFlowBoxChild *first;

  /* The entry tells of changes a moment later than Enter. */
  fill (self);
  first = gtk_flow_box_get_child_at_index (self->flow_box, 0);
  if (first != NULL)
    choose (self, first);
}

static void
child_activated_cb (UkeStaffChooser *self, GtkFlowBoxChild *child)
{
  choose (self, child);
}

static void
uke_staff_chooser_dispose (GObject *object)
{
  g_clear_object (&UKE_STAFF_CHOOSER (object)->clinic);
  G_OBJECT_CLASS (uke_staff_chooser_parent_class)->dispose (object);
}

static void
uke_staff_chooser_class_init (UkeStaffChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = uke_staff_chooser_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, UKE_TYPE_RECORD);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/start/uke-staff-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeStaffChooser, clock_label);
  gtk_widget_class_bind_template_child (widget_class, UkeStaffChooser, day_label);
  gtk_widget_class_bind_template_child (widget_class, UkeStaffChooser, search_entry);
  gtk_widget_class_bind_template_child (widget_class, UkeStaffChooser, stack);
  gtk_widget_class_bind_template_child (widget_class, UkeStaffChooser, flow_box);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, child_activated_cb);
}

static void
uke_staff_chooser_init (UkeStaffChooser *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * Makes the card.
 * @clinic: an open clinic
 *
 * Returns: (transfer floating): the card.
 * Thread: main
 */
GtkWidget *
uke_staff_chooser_new (UkeClinic *clinic)
{
  UkeStaffChooser *self = g_object_new (UKE_TYPE_STAFF_CHOOSER, NULL);

  self->clinic = g_object_ref (clinic);
  g_signal_connect_object (uke_clinic_get_clock (clinic), "minute-changed", G_CALLBACK (show_time),
                           self, G_CONNECT_SWAPPED);
  show_time (self);
  fill (self);
  return GTK_WIDGET (self);
}
