// One stack at a time: two would fight for the cores that a job of 2,000 images keeps busy.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
