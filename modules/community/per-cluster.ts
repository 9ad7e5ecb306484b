import type { ClusterName } from '../../functions/shared/contract';

/** Makes one thing for each cluster, home first. */
export const perCluster = <T>(make: (cluster: ClusterName) => T): Readonly<Record<ClusterName, T>> => ({
  home: make('home'),
  away: make('away'),
});
