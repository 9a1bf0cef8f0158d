/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/settings/uke-settings-page.h"

#include "app/settings/uke-settings-panes.h"
#include "app/uke-window.h"

#include <glib/gi18n.h>

struct _UkeSettingsPage {
  UkePage parent_instance;

  GtkWidget *navigation; /* (owned): shown in the header */
  GtkLabel *subtitle;
  AdwLeaflet *leaflet;
  GtkListBox *list;
  GtkStack *stack;
};

G_DEFINE_FINAL_TYPE (UkeSettingsPage, uke_settings_page, UKE_TYPE_PAGE)

/* In the order of the list. */
static const struct {
  const char *name;
  const char *title;
  const char *icon;
  GtkWidget *(*make) (UkeClinic *clinic);
} PANES[] = {
  { "place", N_ ("Clinic and hours"), "user-home-symbolic", uke_place_settings_new },
  { "menus", N_ ("Menus"), "view-list-bullet-symbolic", uke_menu_settings_new },
  { "resources", N_ ("Providers and chairs"), "x-office-calendar-symbolic",
    uke_resource_settings_new },
  { "staff", N_ ("Staff and roles"), "system-users-symbolic", uke_staff_settings_new },
  { "properties", N_ ("Own fields"), "document-edit-symbolic", uke_property_settings_new },
  { "scripts", N_ ("Call scripts"), "call-start-symbolic", uke_script_settings_new },
  { "server", N_ ("Server and desks"), "network-server-symbolic", uke_server_settings_new },
  { "security", N_ ("Security"), "security-high-symbolic", uke_security_settings_new },
  { "exchange", N_ ("Import and export"), "document-save-symbolic", uke_exchange_settings_new },
  { "keys", N_ ("Keyboard"), "input-keyboard-symbolic", uke_key_settings_new },
  { "looks", N_ ("Readability"), "preferences-desktop-accessibility-symbolic",
    uke_look_settings_new },
};

static void
show_pane_at (UkeSettingsPage *self, unsigned position)
{
  const char *name = PANES[position].name;

  if (gtk_stack_get_child_by_name (self->stack, name) == NULL)
    gtk_stack_add_named (self->stack, PANES[position].make (uke_page_get_clinic (UKE_PAGE (self))),
                         name);
  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_label_set_text (self->subtitle, _ (PANES[position].title));
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
}

static void
row_selected_cb (UkeSettingsPage *self, GtkListBoxRow *row)
{
  if (row != NULL)
    show_pane_at (self, (unsigned)gtk_list_box_row_get_index (row));
}

static GtkWidget *
make_row (unsigned position)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (_ (PANES[position].title));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (PANES[position].icon));
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (PANES[position].title), -1);
  return row;
}

static GtkWidget *
make_navigation (UkeSettingsPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = gtk_label_new (_ ("Settings"));
  GtkWidget *saved = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->subtitle = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_add_css_class (GTK_WIDGET (self->subtitle), "uk-caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->subtitle), "uk-secondary");
  gtk_widget_add_css_class (saved, "uk-caption");
  gtk_widget_add_css_class (saved, "uk-ok");
  gtk_box_append (GTK_BOX (saved), gtk_image_new_from_icon_name ("object-select-symbolic"));
  gtk_box_append (GTK_BOX (saved), gtk_label_new (_ ("Saved by itself")));
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->subtitle));
  gtk_box_append (GTK_BOX (box), saved);
  return box;
}

static GtkWidget *
make_list (UkeSettingsPage *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_list_box_new ();

  self->list = GTK_LIST_BOX (list);
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_BROWSE);
  gtk_widget_add_css_class (list, "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Settings"), -1);
  for (unsigned i = 0; i < G_N_ELEMENTS (PANES); i++)
    gtk_list_box_append (self->list, make_row (i));
  g_signal_connect_object (list, "row-selected", G_CALLBACK (row_selected_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_widget_set_size_request (scroller, 231, -1);
  gtk_widget_add_css_class (scroller, "uk-settings-list");
  return scroller;
}

static GtkWidget *
uke_settings_page_get_navigation (UkePage *page)
{
  return UKE_SETTINGS_PAGE (page)->navigation;
}

/* From the rail the keys go on in the list. */
static void
uke_settings_page_shown (UkePage *page)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (UKE_SETTINGS_PAGE (page)->list);

  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
uke_settings_page_constructed (GObject *object)
{
  UkeSettingsPage *self = UKE_SETTINGS_PAGE (object);

  G_OBJECT_CLASS (uke_settings_page_parent_class)->constructed (object);
  if (uke_page_get_clinic (UKE_PAGE (self)) != NULL)
    gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, 0));
}

static void
uke_settings_page_dispose (GObject *object)
{
  UkeSettingsPage *self = UKE_SETTINGS_PAGE (object);

  g_clear_object (&self->navigation);
  G_OBJECT_CLASS (uke_settings_page_parent_class)->dispose (object);
}

static void
uke_settings_page_class_init (UkeSettingsPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = uke_settings_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = uke_settings_page_dispose;
  UKE_PAGE_CLASS (klass)->get_navigation = uke_settings_page_get_navigation;
  UKE_PAGE_CLASS (klass)->shown = uke_settings_page_shown;
}

static void
uke_settings_page_init (UkeSettingsPage *self)
{
  self->navigation = g_object_ref_sink (make_navigation (self));
  self->leaflet = ADW_LEAFLET (adw_leaflet_new ());
  adw_leaflet_append (self->leaflet, make_list (self));
  adw_leaflet_append (self->leaflet, gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_hhomogeneous (self->stack, FALSE);
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->stack), TRUE);
  adw_leaflet_append (self->leaflet, GTK_WIDGET (self->stack));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->leaflet));
}

/**
 * uke_settings_page_show_pane:
 * @self: the settings
 * @name: a pane's name; a name that is none changes nothing
 *
 * Thread: main
 */
void
uke_settings_page_show_pane (UkeSettingsPage *self, const char *name)
{
  g_return_if_fail (UKE_IS_SETTINGS_PAGE (self));

  for (unsigned i = 0; i < G_N_ELEMENTS (PANES); i++) {
    if (g_strcmp0 (PANES[i].name, name) == 0)
      gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, (int)i));
  }
}
