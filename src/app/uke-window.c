/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/uke-window.h"

#include "app/import/uke-import-page.h"
#include "app/sync/uke-sync-bar.h"
#include "app/uke-pages.h"
#include "app/uke-rail.h"
#include "app/uke-window-actions.h"

#include <glib/gi18n.h>

#define NARROW_PX 1500
#define FOLD_RIGHT_PX 1200

/* libadwaita 1.2 forgets a toast that is dismissed while it is still coming up, and reads it all
 * the same when it has. An earlier one is dismissed only after this, counted by the frames that its
 * coming up is counted by: on a busy machine a timer would run ahead of them. */
#define TOAST_REST_US (500 * 1000)

struct _UkeWindow {
  AdwApplicationWindow parent_instance;

  GObject *clinic;     /* (owned) (nullable): NULL until one is open */
  GObject *vault;      /* (owned) (nullable): whose key opened it */
  UkeServerLink *link; /* (owned) (nullable): to the clinic's server */
  GSettings *settings; /* (owned) */
  gboolean is_narrow;
  gboolean folds_right;
  guint width_idle; /* source id, 0 when none is due */
  char *pending;    /* (owned) (nullable): a list to import once somebody sits here */

  GtkStack *outer_stack;
  AdwBin *start_bin;
  UkeRail *rail;
  GtkWidget *pane_button;
  AdwBin *navigation_bin;
  GtkWidget *search_button;
  GtkWidget *primary_button;
  GtkImage *primary_icon;
  GtkLabel *primary_label;
  GtkLabel *primary_key;
  GtkWidget *sync_label;
  UkeSyncButton *sync_button;
  AdwBin *sync_bar_bin;
  GtkMenuButton *staff_button;
  AdwAvatar *staff_avatar;
  GtkLabel *staff_label;
  AdwToastOverlay *toasts;
  AdwToast *toast;        /* (unowned) (nullable): the newest, as long as it is shown */
  AdwToast *next_toast;   /* (owned) (nullable): waits until the newest has come up */
  guint toast_rest;       /* tick callback while the newest is coming up, else 0 */
  int64_t toast_first_us; /* the frame after it was added, else 0 */
  int64_t toast_last_us;  /* the frame before this one */
  GtkStack *pages;
};

G_DEFINE_FINAL_TYPE (UkeWindow, uke_window, ADW_TYPE_APPLICATION_WINDOW)

static void
apply_fold (UkeWindow *self, UkePage *page)
{
  AdwFlap *left = uke_page_get_flap (page, UKE_SIDE_LEFT);
  AdwFlap *right = uke_page_get_flap (page, UKE_SIDE_RIGHT);

  if (left != NULL) {
    gboolean was_folded = adw_flap_get_fold_policy (left) == ADW_FLAP_FOLD_POLICY_ALWAYS;
    adw_flap_set_fold_policy (left, self->is_narrow ? ADW_FLAP_FOLD_POLICY_ALWAYS
                                                    : ADW_FLAP_FOLD_POLICY_NEVER);
    if (was_folded != self->is_narrow)
      adw_flap_set_reveal_flap (
          left, !self->is_narrow && g_settings_get_boolean (self->settings, "left-pane-visible"));
  }
  if (right != NULL) {
    gboolean folds = self->folds_right
                     || (self->is_narrow && UKE_PAGE_GET_CLASS (page)->folds_right_when_narrow);
    gboolean was_folded = adw_flap_get_fold_policy (right) == ADW_FLAP_FOLD_POLICY_ALWAYS;
    adw_flap_set_fold_policy (right,
                              folds ? ADW_FLAP_FOLD_POLICY_ALWAYS : ADW_FLAP_FOLD_POLICY_NEVER);
    if (was_folded != folds)
      adw_flap_set_reveal_flap (
          right, !folds && g_settings_get_boolean (self->settings, "right-pane-visible"));
  }
}

static void
apply_width (UkeWindow *self)
{
  gboolean is_wide = !self->is_narrow;

  if (self->is_narrow)
    gtk_widget_add_css_class (GTK_WIDGET (self), "narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "narrow");
  gtk_widget_set_visible (self->sync_label, is_wide);
  uke_sync_button_set_narrow (self->sync_button, self->is_narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->staff_label), is_wide);
  gtk_widget_set_visible (GTK_WIDGET (self->primary_key),
                          is_wide && *gtk_label_get_text (self->primary_key) != '\0');

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->pages)); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    uke_page_set_narrow (UKE_PAGE (child), self->is_narrow);
    apply_fold (self, UKE_PAGE (child));
  }
}

static gboolean
apply_width_cb (gpointer data)
{
  UkeWindow *self = data;

  self->width_idle = 0;
  apply_width (self);
  return G_SOURCE_REMOVE;
}

/* libadwaita 1.2 has no breakpoints. What the new width changes is changed before the next frame:
 * a size_allocate must not ask for another one. */
static void
uke_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  UkeWindow *self = UKE_WINDOW (widget);
  gboolean is_narrow = width < NARROW_PX;
  gboolean folds_right = width < FOLD_RIGHT_PX;

  GTK_WIDGET_CLASS (uke_window_parent_class)->size_allocate (widget, width, height, baseline);
  if (is_narrow == self->is_narrow && folds_right == self->folds_right)
    return;

  self->is_narrow = is_narrow;
  self->folds_right = folds_right;
  if (self->width_idle == 0)
    self->width_idle = g_idle_add_full (G_PRIORITY_HIGH, apply_width_cb, self, NULL);
}

/* The target goes first: an action without the target it wants is warned of at once. */
static void
set_primary_action (UkeWindow *self, const char *detailed)
{
  GtkActionable *button = GTK_ACTIONABLE (self->primary_button);
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;

  if (!g_action_parse_detailed_name (detailed, &name, &target, NULL))
    g_assert_not_reached ();
  gtk_actionable_set_action_name (button, NULL);
  gtk_actionable_set_action_target_value (button, target);
  gtk_actionable_set_action_name (button, name);
}

static void
show_primary (UkeWindow *self, const UkePrimary *primary)
{
  gtk_widget_set_visible (self->primary_button, primary != NULL);
  if (primary == NULL)
    return;

  gtk_image_set_from_icon_name (self->primary_icon, primary->icon);
  gtk_label_set_text (self->primary_label, primary->label);
  gtk_label_set_text (self->primary_key, primary->key != NULL ? primary->key : "");
  gtk_widget_set_visible (GTK_WIDGET (self->primary_key), primary->key != NULL && !self->is_narrow);
  set_primary_action (self, primary->action);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->primary_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, primary->label, -1);
}

static void
rail_chosen_cb (UkeRail *rail, const char *name, UkeWindow *self)
{
  uke_window_show_page (self, name);
}

static void
restore_size (UkeWindow *self)
{
  g_settings_bind (self->settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-height", self, "default-height",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
}

static void
uke_window_dispose (GObject *object)
{
  UkeWindow *self = UKE_WINDOW (object);

  g_clear_handle_id (&self->width_idle, g_source_remove);
  uke_window_actions_detach (self);
  g_clear_object (&self->settings);
  g_clear_weak_pointer (&self->toast);
  g_clear_object (&self->next_toast);
  if (self->toast_rest != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->toast_rest);
  self->toast_rest = 0;
  g_clear_pointer (&self->pending, g_free);
  G_OBJECT_CLASS (uke_window_parent_class)->dispose (object);
  g_clear_object (&self->clinic);
  g_clear_object (&self->vault);
  g_clear_object (&self->link);
}

static void
uke_window_class_init (UkeWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = uke_window_dispose;
  widget_class->size_allocate = uke_window_size_allocate;

  g_type_ensure (UKE_TYPE_RAIL);
  g_type_ensure (UKE_TYPE_SYNC_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/uketsuke/Uketsuke/ui/uke-window.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeWindow, outer_stack);
  gtk_widget_class_bind_template_child (widget_class, UkeWindow, start_bin);
  gtk_widget_class_bind_template_child (widget_class, UkeWindow, rail);
  gtk_widget_class_bind_template_child (widget_class, UkeWindow, pane_button);
  gtk_widget_class_bind_template_child (widget_class, UkeWindow, navigation_bin);
  gtk_widget_class_bind_template_child (widget_class, UkeWindow, search_button);
  gtk_widget_class_bind_template_child (widget_class, UkeWindow, primary_button);
  gtk_widget_class_bind_template_child (widget_class, UkeWindow, primary_icon);
  gtk_widget_class_bind_template_child (widget_class, UkeWindow, primary_label);
  gtk_widget_class_bind_template_child (widget_class, UkeWindow, primary_key);
  gtk_widget_class_bind_template_child (widget_class, UkeWindow, sync_label);
  gtk_widget_class_bind_template_child (widget_class, UkeWindow, sync_button);
  gtk_widget_class_bind_template_child (widget_class, UkeWindow, sync_bar_bin);
  gtk_widget_class_bind_template_child (widget_class, UkeWindow, staff_button);
  gtk_widget_class_bind_template_child (widget_class, UkeWindow, staff_avatar);
  gtk_widget_class_bind_template_child (widget_class, UkeWindow, staff_label);
  gtk_widget_class_bind_template_child (widget_class, UkeWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, UkeWindow, pages);
  gtk_widget_class_bind_template_callback (widget_class, rail_chosen_cb);
  uke_window_actions_install (widget_class);
}

static void
uke_window_init (UkeWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_bin_set_child (self->sync_bar_bin, uke_sync_bar_new (self->sync_button));
  self->settings = g_settings_new (UKE_APPLICATION_ID);
  restore_size (self);
  uke_window_actions_attach (self);

  unsigned n;
  const UkePageKind *kinds = uke_pages_get (&n);
  for (unsigned i = 0; i < n; i++)
    if (kinds[i].within == NULL)
      uke_rail_add (self->rail, kinds[i].name, _ (kinds[i].title), kinds[i].icon,
                    kinds[i].at_bottom);
}

/**
 * Makes the window of the desk.
 * @application: what it belongs to
 *
 * Returns: (transfer none): the window; the application keeps it.
 * Thread: main
 */
UkeWindow *
uke_window_new (GtkApplication *application)
{
  return g_object_new (UKE_TYPE_WINDOW, "application", application, NULL);
}

/**
 * The window a widget belongs to, also through dialogs and popovers.
 * @widget: any widget
 *
 * Returns: (transfer none) (nullable): the window.
 * Thread: main
 */
UkeWindow *
uke_window_of (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  while (root != NULL && !UKE_IS_WINDOW (root) && GTK_IS_WINDOW (root))
    root = GTK_ROOT (gtk_window_get_transient_for (GTK_WINDOW (root)));

  return root != NULL && UKE_IS_WINDOW (root) ? UKE_WINDOW (root) : NULL;
}

/**
 * Shows what comes before the desk: first start, keyring states, recovery.
 * @self: the window
 * @start: (transfer floating): the start view
 *
 * Thread: main
 */
void
uke_window_show_start (UkeWindow *self, GtkWidget *start)
{
  g_return_if_fail (UKE_IS_WINDOW (self));

  adw_bin_set_child (self->start_bin, start);
  gtk_stack_set_visible_child_name (self->outer_stack, "start");
}

/**
 * Shows the desk of an open clinic, at the view that was open last.
 * @self: the window
 * @clinic: an open clinic
 *
 * Thread: main
 */
void
uke_window_open_clinic (UkeWindow *self, UkeClinic *clinic)
{
  g_return_if_fail (UKE_IS_WINDOW (self));

  g_set_object (&self->clinic, G_OBJECT (clinic));
  adw_bin_set_child (self->start_bin, NULL);
  gtk_stack_set_visible_child_name (self->outer_stack, "desk");
  uke_window_actions_clinic_opened (self);
  uke_sync_button_set_clinic (self->sync_button, clinic);

  g_autofree char *last = g_settings_get_string (self->settings, "last-view");
  uke_window_show_page (self, uke_pages_find (last) != NULL ? last : "calendar");
  if (self->pending != NULL) {
    g_autofree char *path = g_steal_pointer (&self->pending);

    uke_window_import (self, path);
  }
}

/**
 * Shows the import, with a list where one was given; before somebody sits at the desk, later.
 * @self: the window
 * @path: (nullable): a file
 *
 * Thread: main
 */
void
uke_window_import (UkeWindow *self, const char *path)
{
  g_return_if_fail (UKE_IS_WINDOW (self));

  if (self->clinic == NULL) {
    g_free (self->pending);
    self->pending = g_strdup (path);
    return;
  }
  UkePage *page = uke_window_show_page (self, "import");
  if (path != NULL)
    uke_import_page_open (UKE_IMPORT_PAGE (page), path);
}

/**
 * The clinic this desk works on.
 * @self: the window
 *
 * Returns: (transfer none) (nullable): NULL until one is open.
 * Thread: main
 */
UkeClinic *
uke_window_get_clinic (UkeWindow *self)
{
  g_return_val_if_fail (UKE_IS_WINDOW (self), NULL);

  return (UkeClinic *)self->clinic;
}

/**
 * How the desk stands with the clinic's server; whoever talks to it sets the button's state.
 * @self: the window
 *
 * Returns: (transfer none): the button of the header.
 * Thread: main
 */
UkeSyncButton *
uke_window_get_sync_button (UkeWindow *self)
{
  g_return_val_if_fail (UKE_IS_WINDOW (self), NULL);

  return self->sync_button;
}

/**
 * Hands over what speaks to the clinic's server, for the header and the settings.
 * @self: the window
 * @link: (nullable): the link
 *
 * Thread: main
 */
void
uke_window_set_server_link (UkeWindow *self, UkeServerLink *link)
{
  g_return_if_fail (UKE_IS_WINDOW (self));

  if (g_set_object (&self->link, link) && link != NULL)
    uke_server_link_set_button (link, self->sync_button);
}

/**
 * What speaks to the clinic's server.
 * @self: the window
 *
 * Returns: (transfer none) (nullable): NULL until a clinic is open.
 * Thread: main
 */
UkeServerLink *
uke_window_get_server_link (UkeWindow *self)
{
  g_return_val_if_fail (UKE_IS_WINDOW (self), NULL);

  return self->link;
}

/**
 * Hands over the keys of the open clinic, for what the settings say and do about them.
 * @self: the window
 * @vault: (nullable): the vault that opened the clinic
 *
 * Thread: main
 */
void
uke_window_set_vault (UkeWindow *self, UkeVault *vault)
{
  g_return_if_fail (UKE_IS_WINDOW (self));

  g_set_object (&self->vault, (GObject *)vault);
}

/**
 * The keys of the open clinic.
 * @self: the window
 *
 * Returns: (transfer none) (nullable): NULL until a clinic was opened with one.
 * Thread: main
 */
UkeVault *
uke_window_get_vault (UkeWindow *self)
{
  g_return_val_if_fail (UKE_IS_WINDOW (self), NULL);

  return (UkeVault *)self->vault;
}

static UkePage *
ensure_page (UkeWindow *self, const UkePageKind *kind)
{
  GtkWidget *page = gtk_stack_get_child_by_name (self->pages, kind->name);

  if (page == NULL) {
    page = g_object_new (kind->get_type (), "clinic", self->clinic, NULL);
    gtk_stack_add_named (self->pages, page, kind->name);
    uke_page_set_narrow (UKE_PAGE (page), self->is_narrow);
    apply_fold (self, UKE_PAGE (page));
  }
  return UKE_PAGE (page);
}

/* A toast stands above the buttons at the foot of a page: what was done last is seldom the last to
 * be done. */
static void
keep_foot_free (UkeWindow *self, UkePage *page)
{
  if (UKE_PAGE_GET_CLASS (page)->has_foot)
    gtk_widget_add_css_class (GTK_WIDGET (self->toasts), "uk-over-foot");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->toasts), "uk-over-foot");
}

/**
 * Brings a page to the front, making it when it is shown for the first time.
 * @self: the window
 * @name: the page's name in the table of pages
 *
 * Returns: (transfer none) (nullable): the page; NULL when there is no such page.
 * Thread: main
 */
UkePage *
uke_window_show_page (UkeWindow *self, const char *name)
{
  g_return_val_if_fail (UKE_IS_WINDOW (self), NULL);

  const UkePageKind *kind = uke_pages_find (name);
  if (kind == NULL)
    return NULL;

  const char *entry = kind->within != NULL ? kind->within : name;
  UkePage *page = ensure_page (self, kind);
  if (gtk_stack_get_visible_child (self->pages) == GTK_WIDGET (page)
      && g_strcmp0 (uke_rail_get_selected (self->rail), entry) == 0)
    return page;

  apply_fold (self, page);
  keep_foot_free (self, page);
  gtk_stack_set_visible_child (self->pages, GTK_WIDGET (page));
  uke_rail_select (self->rail, entry);
  if (!kind->at_bottom && kind->within == NULL)
    g_settings_set_string (self->settings, "last-view", name);
  uke_window_page_changed (self);
  uke_page_shown (page);
  return page;
}

/**
 * Brings a page to the front and a record into view there.
 * @self: the window
 * @page: the page's name
 * @id: the record
 *
 * Returns: FALSE when there is no such page or it can't show the record.
 * Thread: main
 */
gboolean
uke_window_show_record (UkeWindow *self, const char *page, const UkeId *id)
{
  UkePage *shown = uke_window_show_page (self, page);

  return shown != NULL && uke_page_show_record (shown, id);
}

/**
 * The page at the front.
 * @self: the window
 *
 * Returns: (transfer none) (nullable): the page.
 * Thread: main
 */
UkePage *
uke_window_get_page (UkeWindow *self)
{
  g_return_val_if_fail (UKE_IS_WINDOW (self), NULL);

  GtkWidget *page = gtk_stack_get_visible_child (self->pages);
  return page != NULL ? UKE_PAGE (page) : NULL;
}

/* What the desktop's list of windows says. */
static void
show_title (UkeWindow *self)
{
  const char *name = gtk_stack_get_visible_child_name (self->pages);
  const UkePageKind *kind = name != NULL ? uke_pages_find (name) : NULL;
  g_autofree char *title = kind != NULL
                               ? g_strdup_printf ("%s — %s", _ (kind->title), _ ("Uketsuke"))
                               : g_strdup (_ ("Uketsuke"));

  gtk_window_set_title (GTK_WINDOW (self), title);
}

/**
 * Shows the header of the front page anew; for a page whose navigation or primary action changed.
 * @self: the window
 *
 * Thread: main
 */
void
uke_window_page_changed (UkeWindow *self)
{
  g_return_if_fail (UKE_IS_WINDOW (self));

  UkePage *page = uke_window_get_page (self);
  adw_bin_set_child (self->navigation_bin, page != NULL ? uke_page_get_navigation (page) : NULL);
  show_primary (self, page != NULL ? uke_page_get_primary (page) : NULL);
  gtk_widget_set_visible (self->pane_button,
                          page != NULL && uke_page_get_flap (page, UKE_SIDE_LEFT) != NULL);
  show_title (self);
}

/**
 * Shows how much waits behind an entry of the rail.
 * @self: the window
 * @page: the page's name
 * @count: 0 hides the badge
 *
 * Thread: main
 */
void
uke_window_set_badge (UkeWindow *self, const char *page, unsigned count)
{
  g_return_if_fail (UKE_IS_WINDOW (self));

  uke_rail_set_badge (self->rail, page, count);
}

static gboolean
toast_rests_cb (GtkWidget *widget, GdkFrameClock *frame_clock, gpointer data)
{
  UkeWindow *self = UKE_WINDOW (widget);
  int64_t now_us = gdk_frame_clock_get_frame_time (frame_clock);

  if (self->toast_first_us == 0)
    self->toast_first_us = self->toast_last_us = now_us;
  /* Of the frame before: in this one its turn may still be to come. */
  if (self->toast_last_us - self->toast_first_us < TOAST_REST_US) {
    self->toast_last_us = now_us;
    return G_SOURCE_CONTINUE;
  }
  self->toast_rest = 0;
  if (self->next_toast != NULL)
    uke_window_add_toast (self, g_steal_pointer (&self->next_toast));
  return G_SOURCE_REMOVE;
}

/**
 * Shows a toast over the page, in place of an earlier one: what was done last is what can be taken
 * back here.
 * @self: the window
 * @toast: (transfer full): the toast
 *
 * Thread: main
 */
void
uke_window_add_toast (UkeWindow *self, AdwToast *toast)
{
  g_return_if_fail (UKE_IS_WINDOW (self));

  if (self->toast_rest != 0) {
    g_clear_object (&self->next_toast);
    self->next_toast = toast;
    return;
  }
  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  g_set_weak_pointer (&self->toast, toast);
  adw_toast_overlay_add_toast (self->toasts, toast);
  self->toast_first_us = 0;
  self->toast_rest = gtk_widget_add_tick_callback (GTK_WIDGET (self), toast_rests_cb, NULL, NULL);
}

/**
 * Says a sentence in a toast.
 * @self: the window
 * @sentence: translated; plain text
 *
 * Thread: main
 */
void
uke_window_say (UkeWindow *self, const char *sentence)
{
  g_autofree char *markup = g_markup_escape_text (sentence, -1);

  uke_window_add_toast (self, adw_toast_new (markup));
}

/**
 * The navigation rail, for uke-window-actions.c.
 *
 * Returns: (transfer none): the rail.
 * Thread: main
 */
UkeRail *
uke_window_get_rail (UkeWindow *self)
{
  return self->rail;
}

/**
 * How the desk looks on this PC, for uke-window-actions.c.
 *
 * Returns: (transfer none): the settings.
 * Thread: main
 */
GSettings *
uke_window_get_settings (UkeWindow *self)
{
  return self->settings;
}

/**
 * Shows who sits at the desk, for uke-window-actions.c.
 * @name: whose initial the avatar takes
 * @label: name and role
 * @menu: (nullable): what the avatar offers
 *
 * Thread: main
 */
void
uke_window_show_staff (UkeWindow *self, const char *name, const char *label, GMenuModel *menu)
{
  adw_avatar_set_text (self->staff_avatar, name);
  gtk_label_set_text (self->staff_label, label);
  gtk_menu_button_set_menu_model (self->staff_button, menu);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->staff_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}
